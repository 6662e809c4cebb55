import DigitKeys
import KeyLayers
import Platform

/// The units that each of the decoder's tokens leaves behind, and the set it joins: `OutputTraits` as tables.
public struct OutputUnits: Sendable {
    /// Texts of the units, by index.
    public let texts: [String]
    /// Number of sets of outputs that `seen` can show.
    let seenCount: Int
    /// Values of the units of all tokens, one after another, and where those of each token start.
    private let values: Slab<UInt32>
    private let starts: Slab<UInt32>
    /// The bit of each token in the set of those that came; 0 for most.
    private let bits: Slab<UInt32>
    /// ⟨stop⟩, or −1.
    private let stop: Int

    /// The tables of a decoder's dictionary.
    ///
    /// - Throws: `InvalidStructure` when the traits name tokens that are not there.
    /// - Complexity: O(bytes of the tokens).
    public init(traits: OutputTraits, outputs: TokenDictionary, plan: EmissionPlan) throws(InvalidStructure) {
        guard (traits.silent + traits.once).allSatisfy((0..<outputs.count).contains),
            traits.once.count <= OutputTraits.mostOnce, traits.unitSeparator?.isEmpty != true
        else { throw InvalidStructure("the traits of the outputs do not belong to these outputs") }
        var (texts, numbers) = ([String](), [String: UInt32]())
        var (values, starts) = ([UInt32](), [UInt32(0)])
        var isSilent = [Bool](repeating: false, count: outputs.count)
        for token in traits.silent { isSilent[token] = true }
        if plan.hasStop { isSilent[EmissionPlan.stop] = true }
        for token in 0..<outputs.count {
            for unit in isSilent[token] ? [] : Self.units(of: outputs[token], separator: traits.unitSeparator)
            {
                let number = numbers[unit] ?? UInt32(texts.count)
                if numbers.updateValue(number, forKey: unit) == nil { texts.append(unit) }
                values.append(PartValue.known(Int(number)))
            }
            starts.append(UInt32(values.count))
        }
        var bits = [UInt32](repeating: 0, count: outputs.count)
        for (bit, token) in traits.once.enumerated() { bits[token] = 1 << UInt32(bit) }
        stop = plan.hasStop ? EmissionPlan.stop : -1
        self.texts = texts
        self.values = Slab(values)
        self.starts = Slab(starts)
        self.bits = Slab(bits)
        seenCount = 1 << traits.once.count
    }

    /// The units of a token with this text.
    static func units(of text: String, separator: String?) -> [String] {
        guard let separator else { return [text] }
        return text.split(separator: separator).map(String.init)
    }

    /// The values of a token's units.
    ///
    /// - Complexity: O(units).
    public func units(of token: Int) -> [UInt32] {
        (starts[token]..<starts[token + 1]).map { values[Int($0)] }
    }

    /// For the hot path: pointers are valid while the tables are held.
    struct Marker {
        fileprivate let values: UnsafePointer<UInt32>
        fileprivate let starts: UnsafePointer<UInt32>
        fileprivate let bits: UnsafePointer<UInt32>
        /// ⟨stop⟩, or no token.
        fileprivate let stop: Int

        /// What an emission leaves behind.
        @inline(__always)
        func mark(_ token: Int, in marks: inout EmissionMarks) {
            for unit in starts[token]..<starts[token &+ 1] { marks.append(unit: values[Int(unit)]) }
            let set = marks.seen &- PartValue.known(0)
            marks.seen = (set | bits[token]) &+ PartValue.known(0)
            marks.count &+= token == stop ? 0 : 1
        }
    }

    var marker: Marker {
        Marker(values: values.base, starts: starts.base, bits: bits.base, stop: stop)
    }
}
