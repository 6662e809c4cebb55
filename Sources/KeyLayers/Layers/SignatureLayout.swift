import CuckooTable
import Platform

/// How the parts of each layer are packed into a signature: the layer's number in the top eight bits, the parts'
/// values in the other 88, each in as many bits as its dictionary needs.
///
/// The packing is injective, so a row belongs to one context and no other, and a signature can be read back.
public struct SignatureLayout: Sendable {
    /// Bits for the parts of one layer.
    public static let partBits = 88
    /// Most layers of a model; the number 255 is left to `Signature.absent`.
    public static let mostLayers = 254

    /// A part's place in the signature.
    package struct PackedPart: Sendable {
        /// Index into `slots` for a part of the input; otherwise one of `outputSlot`, `spanSlot`, `unitSlot`, `seenSlot`.
        package let slot: Int
        package let offset: Int
        /// Whether what was emitted is taken from the value of the slot.
        package let isDue: Bool
        /// Shift within the low 64 bits, or within the high 32.
        package let shift: UInt32
        package let isHigh: Bool
        package let width: Int

        /// The value of the part in a signature of its layer.
        @inline(__always)
        package func value(in signature: Signature) -> UInt32 {
            let word = isHigh ? UInt64(signature.high & 0x00FF_FFFF) : signature.low
            return UInt32(truncatingIfNeeded: (word >> UInt64(shift)) & ((1 << UInt64(width)) - 1))
        }
    }

    package static let outputSlot = -1
    package static let spanSlot = -2
    package static let unitSlot = -3
    package static let seenSlot = -4

    /// The layers, in the order of the model.
    public let layers: [ContextLayer]
    /// Input sources that some layer looks at; a window holds one array of values for each.
    public let slots: [ContextPart.Source]
    /// Furthest offset in either direction, in positions.
    public let reach: Int
    /// Indices of the layers that depend on the input alone.
    public let staticLayers: [Int]
    /// Indices of the layers that depend on what was emitted.
    public let dynamicLayers: [Int]
    private let packed: [[PackedPart]]
    /// All parts of all layers, and where each layer's parts start; what the hot path reads.
    package let flatParts: [PackedPart]
    package let partStarts: [Int]

    /// Packs `layers`.
    ///
    /// - Parameter valueCount: how many values a source takes, `PartValue.valueCount` of its dictionary.
    /// - Throws: `InvalidStructure` when there are too many layers or a layer needs more than 88 bits.
    /// - Complexity: O(parts).
    public init(
        layers: [ContextLayer], valueCount: (ContextPart.Source) -> Int
    ) throws(InvalidStructure) {
        guard !layers.isEmpty, layers.count <= Self.mostLayers else {
            throw InvalidStructure("a model has 1 to \(Self.mostLayers) layers, not \(layers.count)")
        }
        var slots: [ContextPart.Source] = []
        var packed: [[PackedPart]] = []
        for layer in layers {
            var parts: [PackedPart] = []
            var used = 0
            for part in layer.parts {
                let width = Self.bits(for: valueCount(part.source))
                // A part does not straddle the two words.
                if used < 64 && used + width > 64 { used = 64 }
                let isHigh = used >= 64
                parts.append(
                    PackedPart(
                        slot: Self.slot(of: part.source, in: &slots), offset: part.offset,
                        isDue: part.source.isDue, shift: UInt32(isHigh ? used - 64 : used), isHigh: isHigh,
                        width: width))
                used += width
            }
            guard used <= Self.partBits else {
                throw InvalidStructure(
                    "the layer '\(layer)' needs \(used) bits and has \(Self.partBits): "
                        + "look at fewer tokens or at a view with fewer values")
            }
            packed.append(parts)
        }
        self.layers = layers
        self.slots = slots
        self.packed = packed
        flatParts = packed.flatMap { $0 }
        partStarts = packed.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
        reach = layers.flatMap(\.parts).filter { !$0.isDynamic }.map { abs($0.offset) }.max() ?? 0
        staticLayers = layers.indices.filter { !layers[$0].isDynamic }
        dynamicLayers = layers.indices.filter { layers[$0].isDynamic }
    }

    /// The signature of a layer whose parts have these values; nil when one of them is unknown. This is the plain form
    /// of what `ContextWindow` does for whole sequences.
    ///
    /// - Complexity: O(parts).
    public func pack(layer: Int, values: [UInt32]) -> Signature? {
        precondition(values.count == packed[layer].count, "values of another layer")
        var signature = Signature(low: 0, high: UInt32(layer) << 24)
        for (part, value) in zip(packed[layer], values) {
            if value == PartValue.unknown { return nil }
            if part.isHigh {
                signature.high |= value << part.shift
            } else {
                signature.low |= UInt64(value) << UInt64(part.shift)
            }
        }
        return signature
    }

    /// The layer that a signature belongs to, and the values of its parts; nil when it belongs to none.
    ///
    /// - Complexity: O(parts).
    public func unpack(_ signature: Signature) -> (layer: Int, values: [UInt32])? {
        let layer = Int(signature.high >> 24)
        guard layers.indices.contains(layer) else { return nil }
        return (layer, packed[layer].map { $0.value(in: signature) })
    }

    /// The parts of one layer, in order.
    package func parts(of layer: Int) -> ArraySlice<PackedPart> {
        flatParts[partStarts[layer]..<partStarts[layer + 1]]
    }

    /// The signature of a layer whose parts have the values that `value` gives by index; `.absent` when one is unknown.
    @inline(__always)
    package func signature(of layer: Int, value: (Int) -> UInt32) -> Signature {
        var signature = Signature(low: 0, high: UInt32(layer) << 24)
        for (place, part) in parts(of: layer).enumerated() {
            let value = value(place)
            if value == PartValue.unknown { return .absent }
            if part.isHigh {
                signature.high |= value << part.shift
            } else {
                signature.low |= UInt64(value) << UInt64(part.shift)
            }
        }
        return signature
    }

    /// Writes the values of a signature's parts to `values`, which has room for `ContextLayer.mostParts`, and returns
    /// its layer; −1 when it belongs to none.
    package func unpack(_ signature: Signature, into values: UnsafeMutablePointer<UInt32>) -> Int {
        let layer = Int(signature.high >> 24)
        guard layer < layers.count else { return -1 }
        for (place, part) in parts(of: layer).enumerated() { values[place] = part.value(in: signature) }
        return layer
    }

    /// Bits that hold as many different values.
    package static func bits(for valueCount: Int) -> Int {
        max(1, Int.bitWidth - (valueCount - 1).leadingZeroBitCount)
    }

    private static func slot(of source: ContextPart.Source, in slots: inout [ContextPart.Source]) -> Int {
        switch source {
        case .output: return outputSlot
        case .span: return spanSlot
        case .unit: return unitSlot
        case .seen: return seenSlot
        case .due(let column): return slot(of: .column(column, .token), in: &slots)
        case .column, .edge:
            if let known = slots.firstIndex(of: source) { return known }
            slots.append(source)
            return slots.count - 1
        }
    }
}
