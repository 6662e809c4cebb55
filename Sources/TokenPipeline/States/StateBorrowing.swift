import CuckooTable
import DigitKeys
import KeyLayers
import Platform

/// Gives states that have no row of their own the row of the most similar state: in the layers that see the last decision
/// or the last unit alone.
///
/// Similar is what few insertions, deletions and substitutions turn into one another (`EditDistance`): units of a decision
/// that has several, otherwise characters. Of several equally similar states the one of the highest rank lends its row. ⟨stop⟩,
/// whose text says nothing, neither borrows nor lends.
struct StateBorrowing {
    private let frame: TokenModelFrame
    /// Of the decoder's tokens.
    private let ranks: [Double]

    init(frame: TokenModelFrame, ranks: [Double]) {
        precondition(ranks.count == frame.outputs.count, "a rank for each of the decoder's tokens")
        (self.frame, self.ranks) = (frame, ranks)
    }

    /// A state of a layer that sees it alone.
    private struct State {
        var value: UInt32
        var text: [Substring]
        var rank: Double
    }

    /// The rows with those that are borrowed, which count no updates, and the table that finds them.
    ///
    /// - Complexity: O(rows · numbers) where something is borrowed, and a comparison of each borrower with all lenders.
    func extended(_ rows: RowTable, _ table: SignatureTable) throws -> (rows: RowTable, table: SignatureTable)
    {
        var borrowed: [(signature: Signature, lender: UInt32)] = []
        for (layer, description) in frame.layout.layers.enumerated() {
            guard description.parts.count == 1, description.parts[0].offset == -1 else { continue }
            let states = states(of: description.parts[0].source)
            var (lenders, borrowers) = (
                [(state: State, row: UInt32)](), [(state: State, signature: Signature)]()
            )
            for state in states {
                guard let signature = frame.layout.pack(layer: layer, values: [state.value]) else { continue }
                let row = table.find(signature)
                if row == 0 { borrowers.append((state, signature)) } else { lenders.append((state, row)) }
            }
            for (state, signature) in borrowers {
                let nearest = lenders.min {
                    Self.order($0.state, of: state) < Self.order($1.state, of: state)
                }
                if let nearest { borrowed.append((signature, nearest.row)) }
            }
        }
        guard !borrowed.isEmpty else { return (rows, table) }
        var (values, updates) = ([Int16](), [UInt32]())
        rows.values.withUnsafeBufferPointer { values += $0 }
        rows.updates.withUnsafeBufferPointer { updates += $0 }
        let extended = GrowingTable(capacity: rows.count + borrowed.count)
        table.forEach { extended.insert($0, value: $1) }
        for (signature, lender) in borrowed {
            extended.insert(signature, value: UInt32(updates.count))
            values += rows[Int(lender)]
            updates.append(0)
        }
        let all = try RowTable(
            numbers: rows.numbers, fractionBits: rows.fractionBits, values: Slab(values),
            updates: Slab(updates))
        return (all, extended.finished())
    }

    /// The most similar state comes first, then the one of the highest rank, then the one with the lowest value.
    private static func order(_ lender: State, of borrower: State) -> (Int, Double, UInt32) {
        (EditDistance.between(lender.text, borrower.text), -lender.rank, lender.value)
    }

    private func states(of source: ContextPart.Source) -> [State] {
        let separator = frame.traits.unitSeparator
        func pieces(_ text: String) -> [Substring] {
            guard let separator else { return text.indices.map { text[$0...$0] } }
            return text.split(separator: separator)
        }
        switch source {
        case .output:
            return (0..<frame.outputs.count).filter { !(frame.plan.hasStop && $0 == EmissionPlan.stop) }.map {
                State(value: PartValue.known($0), text: pieces(frame.outputs[$0]), rank: ranks[$0])
            }
        case .unit:
            var unitRanks = [Double](repeating: 0, count: frame.valueCount(of: .unit))
            for token in 0..<frame.outputs.count {
                if let unit = frame.units.units(of: token).last { unitRanks[Int(unit)] += ranks[token] }
            }
            return frame.units.texts.indices.map { unit in
                let text = frame.units.texts[unit]
                let value = PartValue.known(unit)
                return State(
                    value: value, text: text.indices.map { text[$0...$0] }, rank: unitRanks[Int(value)])
            }
        case .column, .edge, .span, .seen, .due: return []
        }
    }
}
