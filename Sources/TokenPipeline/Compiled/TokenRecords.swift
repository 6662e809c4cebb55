import CuckooTable
import KeyLayers
import Platform

/// What a compiled model knows of the tokens of one column: for each token the words of the terms that see it alone, and
/// the values of its views that tables are keyed by. A record is made when its token is first met, known or not, so
/// unknown words cost no more than known ones after that. Each worker has its own.
final class TokenRecords {
    let plan: RecordPlan
    private let compiled: CompiledModel
    private let column: Int
    private let records = ScratchBuffer<UInt32>()
    /// Sums of rows; row 0 is zero.
    private let ownRows = ScratchBuffer<Int16>()
    private var rowCount = 1
    /// Rows of forgotten tokens, to be used again.
    private var freeRows: [UInt32] = []
    private var recordCount = 0
    private var generation = -1
    private let table: SignatureTable
    private let modelRows: RowTable
    /// What the layers see of one token: the token, its views, its place in the sequence.
    private let values: ScratchBuffer<UInt32>
    private let signatures: ScratchBuffer<Signature>
    /// The rows of each layer, in the uncompiled model, for an inner token and for one at an end of its sequence.
    private let inner: ScratchBuffer<UInt32>
    private let atEdge: ScratchBuffer<UInt32>

    /// The record of positions outside a sequence.
    static let outside: UInt32 = 0

    /// The record of a resolver's entry.
    @inline(__always)
    static func number(of entry: UInt32) -> UInt32 { entry &+ 1 }

    /// Counts the rows that are looked up for a new record.
    private let census: CompiledCensus?

    init(compiled: CompiledModel, column: Int, census: CompiledCensus? = nil) {
        self.census = census
        self.compiled = compiled
        self.column = column
        plan = RecordPlan(plan: compiled.plan, frame: compiled.model.frame, column: column)
        table = compiled.model.table
        modelRows = compiled.model.rows
        values = ScratchBuffer(capacity: plan.edge + 1)
        signatures = ScratchBuffer(capacity: plan.layers.count)
        inner = ScratchBuffer(capacity: plan.layers.count)
        atEdge = ScratchBuffer(capacity: plan.layers.count)
    }

    /// Words of all records, one after another.
    var base: UnsafePointer<UInt32> { UnsafePointer(records.base) }
    /// The rows that words of terms point to.
    var rows: UnsafePointer<Int16> { UnsafePointer(ownRows.base) }

    /// Makes the records of `entries` that were not made yet.
    ///
    /// - Complexity: O(entries), and O(layers · numbers) for each new one.
    func prepare(_ entries: UnsafeBufferPointer<UInt32>, resolver: TokenResolver) {
        if generation != resolver.generation {
            generation = resolver.generation
            forgetUnknown()
        }
        if recordCount == 0 || records.base[0] == 0 {
            reserve(records: 1)
            make(Self.outside, entry: nil, resolver: resolver)
        }
        let width = plan.width
        var largest: UInt32 = 0
        for entry in entries { largest = max(largest, entry) }
        reserve(records: Int(largest) + 2)
        let base = records.base
        for entry in entries where base[Int(Self.number(of: entry)) &* width] == 0 {
            make(Self.number(of: entry), entry: entry, resolver: resolver)
        }
    }

    /// Forgets the tokens that are in no dictionary, whose entries stand for others now.
    private func forgetUnknown() {
        let known = compiled.model.frame.columns[column].tokens.count
        let first = Int(Self.number(of: UInt32(known)))
        for number in first..<max(first, recordCount) {
            let record = records.base + number * plan.width
            if compiled.line == nil && record[0] != 0 {
                for term in plan.terms {
                    for word in term.word..<term.word + (term.hasEdges ? 4 : 1) where record[word] != 0 {
                        freeRows.append(record[word])
                    }
                }
            }
            record[0] = 0
        }
    }

    private func reserve(records count: Int) {
        guard count > recordCount else { return }
        let doubled = max(count, recordCount * 2)
        records.reserve(doubled * plan.width, keeping: recordCount * plan.width)
        (records.base + recordCount * plan.width)
            .update(repeating: 0, count: (doubled - recordCount) * plan.width)
        recordCount = doubled
    }

    private func make(_ number: UInt32, entry: UInt32?, resolver: TokenResolver) {
        let record = records.base + Int(number) * plan.width
        record[0] = 1
        if let entry {
            resolver.writeViews(of: entry, column: column, into: values.base)
        } else {
            values.base.update(repeating: PartValue.outside, count: plan.edge)
        }
        for view in plan.views { record[view.word] = values.base[view.value] }
        findRows(atEdge: entry == nil ? PartValue.outside : PartValue.Edge.inner, into: inner.base)
        for term in plan.terms {
            let start = entry != nil && term.hasStart ? values.base[0] : nil
            record[term.word] = word(of: term, rows: inner.base, beyond: nil, token: start)
        }
        guard entry != nil, plan.hasEdges else { return }
        for place in 0..<3 {
            findRows(atEdge: PartValue.Edge.first + UInt32(place), into: atEdge.base)
            for term in plan.terms where term.hasEdges {
                record[term.word + 1 + place] = word(
                    of: term, rows: atEdge.base, beyond: inner.base, token: nil)
            }
        }
    }

    /// Finds the rows of all terms' layers in the uncompiled model, 0 where there is none.
    private func findRows(atEdge edge: UInt32, into found: UnsafeMutablePointer<UInt32>) {
        let values = values.base
        values[plan.edge] = edge
        for (place, layer) in plan.layers.enumerated() {
            var signature = Signature(low: 0, high: layer.high)
            var isUnknown = false
            for part in layer.first..<layer.end {
                let part = plan.parts[part]
                let value = values[part.value]
                isUnknown = isUnknown || value == PartValue.unknown
                if part.isHigh {
                    signature.high |= value &<< part.shift
                } else {
                    signature.low |= UInt64(value) &<< UInt64(part.shift)
                }
            }
            signatures.base[place] = isUnknown ? .absent : signature
        }
        table.findAll(UnsafeBufferPointer(start: signatures.base, count: plan.layers.count), into: found)
        census?.countNewTokens(signatures.base, count: plan.layers.count)
    }

    /// The word that stands for the sum of a term's rows, without that of `others`: the number of an own row, or the sum of
    /// multiples. With the value of a token its start is in the sum too.
    private func word(
        of term: RecordPlan.Term, rows: UnsafePointer<UInt32>, beyond others: UnsafePointer<UInt32>?,
        token: UInt32?
    ) -> UInt32 {
        if let line = compiled.line {
            var sum: Int32 = 0
            for layer in term.first..<term.end {
                sum &+= line.multiples[Int(rows[layer])]
                if let others { sum &-= line.multiples[Int(others[layer])] }
            }
            return UInt32(bitPattern: sum)
        }
        let numbers = modelRows.numbers
        ownRows.reserve((rowCount + 1) * numbers, keeping: rowCount * numbers)
        let row = freeRows.last ?? UInt32(rowCount)
        let sum = ownRows.base + Int(row) * numbers
        sum.update(repeating: 0, count: numbers)
        let count = term.end - term.first
        if let others {
            modelRows.add(UnsafeBufferPointer(start: others + term.first, count: count), to: sum)
            for number in 0..<numbers { sum[number] = 0 &- sum[number] }
        }
        modelRows.add(UnsafeBufferPointer(start: rows + term.first, count: count), to: sum)
        if let token { subtractStart(of: token, from: sum) }
        guard (0..<numbers).contains(where: { sum[$0] != 0 }) else { return 0 }
        if freeRows.popLast() == nil { rowCount += 1 }
        return row
    }

    /// Rows are subtracted from the middle of every number; what a token starts at beyond it goes into its row.
    private func subtractStart(of token: UInt32, from sum: UnsafeMutablePointer<Int16>) {
        let starts = compiled.model.frame.startVectors
        let (start, middle) = (starts[token], starts[PartValue.unknown])
        for number in 0..<modelRows.numbers {
            let beyond = (start[number] &- middle[number]) &<< Int32(modelRows.fractionBits)
            sum[number] &-= Int16(truncatingIfNeeded: beyond)
        }
    }
}
