import CuckooTable
import Platform

/// The values that layers see of one sequence, and the signatures made of them. Each worker has its own; its memory
/// is used again for the next sequence.
public final class ContextWindow {
    /// How layers are packed.
    public let layout: SignatureLayout
    /// Tokens of the sequence.
    public private(set) var count = 0

    private let columnOfSlot: [(column: Int, view: TokenView)?]
    /// One array for each slot, `reach` values of padding on either side.
    private let values = ScratchBuffer<UInt32>()
    private var stride = 0

    /// A window for the layers of `layout`.
    ///
    /// - Complexity: O(slots).
    public init(layout: SignatureLayout) {
        self.layout = layout
        columnOfSlot = layout.slots.map { source in
            if case .column(let column, let view) = source { return (column - 1, view) }
            return nil
        }
    }

    /// Reads a sequence.
    ///
    /// - Parameters:
    ///   - columns: the tokens' entries, column by column, all of one length.
    ///   - heldOut: views whose values are others for the fold of this sequence; then all tokens are known.
    /// - Complexity: O(tokens · slots).
    public func load(
        columns: [ArraySlice<UInt32>], resolver: TokenResolver,
        heldOut: (views: HeldOutViews, fold: Int)? = nil
    ) {
        count = columns[0].count
        precondition(columns.allSatisfy { $0.count == count }, "columns of different lengths")
        stride = count + 2 * layout.reach
        values.reserve(stride * columnOfSlot.count)
        for slot in columnOfSlot.indices {
            let array = values.base + slot * stride
            array.update(repeating: PartValue.outside, count: layout.reach)
            (array + layout.reach + count).update(repeating: PartValue.outside, count: layout.reach)
            if let (column, view) = columnOfSlot[slot] {
                let isHeldOut =
                    heldOut?.views.writeValues(
                        of: columns[column], column: column, view: view, fold: heldOut?.fold ?? 0,
                        into: array + layout.reach) ?? false
                if isHeldOut { continue }
                resolver.writeValues(
                    of: columns[column], column: column, view: view, into: array + layout.reach)
            } else {
                writeEdges(into: array + layout.reach)
            }
        }
    }

    private func writeEdges(into values: UnsafeMutablePointer<UInt32>) {
        guard count > 0 else { return }
        values.update(repeating: PartValue.Edge.inner, count: count)
        values[0] = count == 1 ? PartValue.Edge.only : PartValue.Edge.first
        if count > 1 { values[count - 1] = PartValue.Edge.last }
    }

    /// Writes the signatures of all static layers for some positions.
    ///
    /// - Parameters:
    ///   - positions: within 0 ..< `count`.
    ///   - signatures: room for positions × static layers.
    /// - Complexity: O(positions · parts).
    public func writeStaticSignatures(
        at positions: Range<Int>, into signatures: UnsafeMutablePointer<Signature>
    ) {
        precondition(positions.lowerBound >= 0 && positions.upperBound <= count, "no positions \(positions)")
        var destination = signatures
        layout.flatParts.withUnsafeBufferPointer { parts in
            layout.partStarts.withUnsafeBufferPointer { starts in
                layout.staticLayers.withUnsafeBufferPointer { layers in
                    for position in positions {
                        for layer in layers {
                            destination.initialize(
                                to: signature(
                                    of: layer, parts: parts[starts[layer]..<starts[layer + 1]], at: position,
                                    emitted: nil))
                            destination += 1
                        }
                    }
                }
            }
        }
    }

    /// Writes the signatures of the dynamic layers for one decision.
    ///
    /// - Parameters:
    ///   - emitted: what was emitted before.
    ///   - signatures: room for `layout.dynamicLayers.count`.
    /// - Complexity: O(parts).
    public func writeDynamicSignatures(
        at position: Int, emitted: EmittedValues, into signatures: UnsafeMutablePointer<Signature>
    ) {
        precondition(position >= 0 && position < count, "no position \(position)")
        var destination = signatures
        layout.flatParts.withUnsafeBufferPointer { parts in
            layout.partStarts.withUnsafeBufferPointer { starts in
                layout.dynamicLayers.withUnsafeBufferPointer { layers in
                    for layer in layers {
                        destination.initialize(
                            to: signature(
                                of: layer, parts: parts[starts[layer]..<starts[layer + 1]], at: position,
                                emitted: emitted))
                        destination += 1
                    }
                }
            }
        }
    }

    /// Packs the parts of one layer; `.absent` when one of them is unknown. Offsets stay within the padding because
    /// `reach` is the largest of them.
    @inline(__always)
    private func signature(
        of layer: Int, parts: Slice<UnsafeBufferPointer<SignatureLayout.PackedPart>>, at position: Int,
        emitted: EmittedValues?
    ) -> Signature {
        let here = values.base + (layout.reach &+ position)
        var low: UInt64 = 0
        var high = UInt32(truncatingIfNeeded: layer) << 24
        var isUnknown = false
        for part in parts {
            let value: UInt32
            if part.slot >= 0 {
                let found = here[part.slot &* stride &+ part.offset]
                value = part.isDue ? emitted?.marks.due(of: found) ?? PartValue.unknown : found
            } else if let emitted {
                value = emitted.value(ofSlot: part.slot, offset: part.offset)
            } else {
                value = PartValue.outside
            }
            isUnknown = isUnknown || value == PartValue.unknown
            if part.isHigh {
                high |= value &<< part.shift
            } else {
                low |= UInt64(truncatingIfNeeded: value) &<< UInt64(truncatingIfNeeded: part.shift)
            }
        }
        return isUnknown ? .absent : Signature(low: low, high: high)
    }
}
