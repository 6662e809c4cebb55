import CuckooTable
import KeyLayers

/// A layer that is looked up by its signature.
struct ProbedLayer: Sendable {
    /// Where a part's value comes from.
    enum Source: Sendable {
        /// A view of the plan.
        case view(Int)
        case edge
        case output
        /// The running span, or the last one.
        case span
        case unit
        case seen
        /// A view of the plan, less what was emitted.
        case due(Int)
    }

    private let layer: Int
    let parts: [(source: Source, offset: Int, shift: UInt32, isHigh: Bool)]
    /// Furthest offset into the input, either way.
    let reach: Int

    init(layer: Int, plan: LayerPlan, frame: TokenModelFrame) {
        self.layer = layer
        let described = frame.layout.layers[layer].parts
        parts = zip(described, frame.layout.parts(of: layer)).map { part, packed in
            let source: Source =
                switch part.source {
                case .column(let column, let view): .view(plan.number(of: view, column: column))
                case .due(let column): .due(plan.number(of: .token, column: column))
                case .edge: .edge
                case .output: .output
                case .span: .span
                case .unit: .unit
                case .seen: .seen
                }
            return (source, part.offset, packed.shift, packed.isHigh)
        }
        reach = described.filter { !$0.isDynamic }.map { abs($0.offset) }.max() ?? 0
    }

    /// The signature made of what `value` gives for each part; `.absent` when a part is unknown.
    @inline(__always)
    func signature(_ value: (Source, Int) -> UInt32) -> Signature {
        var signature = Signature(low: 0, high: UInt32(truncatingIfNeeded: layer) &<< 24)
        var isUnknown = false
        for part in parts {
            let value = value(part.source, part.offset)
            isUnknown = isUnknown || value == PartValue.unknown
            if part.isHigh {
                signature.high |= value &<< part.shift
            } else {
                signature.low |= UInt64(truncatingIfNeeded: value) &<< UInt64(truncatingIfNeeded: part.shift)
            }
        }
        return isUnknown ? .absent : signature
    }
}
