import CuckooTable
import KeyLayers

/// Which rows of layers of states a model does without: those of a link that the record of their state is not for, and
/// those of states that are too rare. A decoder need not know of it: what is left out has no row.
///
/// A row belongs to the states in which it can be found. A layer that sees the last decision names one; the last unit
/// leaves several; other layers are found in any state, and go when no state wants their link.
struct StateFilter {
    /// What decides about the rows of a layer.
    private struct Rule {
        let link: Int
        /// Where the last decision or the last unit stands in a signature; nil when a row is found in any state.
        let part: SignatureLayout.PackedPart?
    }

    /// What is known of a state, or of a set of them.
    private struct Verdict {
        /// Some state does without the link.
        var isUnwanted = false
        /// Some state wants it.
        var isWanted = false

        var dropsRows: Bool { isUnwanted && !isWanted }

        mutating func add(_ other: Verdict) {
            isUnwanted = isUnwanted || other.isUnwanted
            isWanted = isWanted || other.isWanted
        }
    }

    /// By layer; nil for layers of the input.
    private var rules: [Rule?] = []
    /// By link, then by value of the last decision, or of the last unit.
    private var drops: [[Bool]] = []
    private var unitDrops: [[Bool]] = []
    private var anyDrops: [Bool] = []
    private let mayDrop: Bool

    /// - Parameters:
    ///   - record: nil when links are kept in every state.
    ///   - ranks: of the decoder's tokens; empty when rare states are kept.
    init(frame: TokenModelFrame, record: CandidateRecord?, ranks: [Double] = [], minimumRank: Double = 0) {
        for link in NodeLink.allCases {
            let verdicts = (0..<frame.valueCount(of: .output)).map { state in
                Self.verdict(link, state: state, record: record, ranks: ranks, minimumRank: minimumRank)
            }
            var (any, units) = (
                Verdict(), [Verdict](repeating: Verdict(), count: frame.valueCount(of: .unit))
            )
            for (state, verdict) in verdicts.enumerated() {
                any.add(verdict)
                for unit in Self.units(after: state, frame: frame) { units[unit].add(verdict) }
            }
            drops.append(verdicts.map(\.dropsRows))
            unitDrops.append(units.map(\.dropsRows))
            anyDrops.append(any.dropsRows)
        }
        mayDrop = drops.joined().contains(true)
        for (layer, description) in frame.layout.layers.enumerated() {
            guard let link = description.link else {
                rules.append(nil)
                continue
            }
            let parts = frame.layout.parts(of: layer)
            let part =
                parts.first { $0.slot == SignatureLayout.outputSlot && $0.offset == -1 }
                ?? parts.first { $0.slot == SignatureLayout.unitSlot && $0.offset == -1 }
            rules.append(Rule(link: link.rawValue, part: part))
        }
    }

    /// Whether a model has the row with this signature.
    func keeps(_ signature: Signature) -> Bool {
        guard mayDrop, !signature.isAbsent, let rule = rules[Int(signature.high >> 24)] else { return true }
        guard let part = rule.part else { return !anyDrops[rule.link] }
        let table = part.slot == SignatureLayout.outputSlot ? drops : unitDrops
        return !table[rule.link][Int(part.value(in: signature))]
    }

    private static func verdict(
        _ link: NodeLink, state: Int, record: CandidateRecord?, ranks: [Double], minimumRank: Double
    ) -> Verdict {
        let token = state - Int(PartValue.known(0))
        if ranks.indices.contains(token), ranks[token] < minimumRank {
            return Verdict(isUnwanted: true)
        }
        guard let record else { return Verdict(isWanted: true) }
        // Nothing is known of a state that never came.
        guard record.decisions(after: state) > 0 else { return Verdict() }
        let isUnwanted =
            switch record.candidate(after: state) {
            case .both: false
            case .present: link == .window
            case .window: link == .present
            }
        return Verdict(isUnwanted: isUnwanted, isWanted: !isUnwanted)
    }

    /// Values of the last unit that are possible after a state: any after a token that leaves none behind.
    private static func units(after state: Int, frame: TokenModelFrame) -> [Int] {
        let token = state - Int(PartValue.known(0))
        guard (0..<frame.outputs.count).contains(token) else {
            return state == Int(PartValue.outside) ? [state] : []
        }
        return frame.units.units(of: token).last.map { [Int($0)] }
            ?? Array(0..<frame.valueCount(of: .unit))
    }
}
