import CuckooTable
import KeyLayers
import Platform
import Testing

@Suite struct SignatureLayoutTests {
    /// Values that a source may take, from the smallest dictionary to large ones.
    private func valueCount(of source: ContextPart.Source) -> Int {
        switch source {
        case .edge: 6
        case .unit, .seen: 10
        case .due: 18
        case .span: 40_000
        case .output: 19
        case .column(let column, .token): 2 + column * 1000
        case .column(_, .shape): 2
        case .column: 300
        }
    }

    /// Reading a signature back gives the layer and the values it was made of: packing is injective.
    @Test(arguments: UInt64(0)..<30)
    func signaturesAreReadBack(seed: UInt64) throws {
        var random = LayerGenerator(seed: seed)
        var layers: [ContextLayer] = []
        while layers.count < 60 {
            let layer = random.layer(mostParts: 8)
            if (try? SignatureLayout(layers: [layer], valueCount: valueCount)) != nil { layers.append(layer) }
        }
        let layout = try SignatureLayout(layers: layers, valueCount: valueCount)
        var seen: [Signature: [UInt32]] = [:]
        for layer in layers.indices {
            for round in 0..<50 {
                let values = layers[layer].parts.map { part in
                    let largest = UInt32(valueCount(of: part.source) - 1)
                    let value =
                        round == 0 ? largest : UInt32.random(in: 0...largest, using: &random.generator)
                    return value == PartValue.unknown ? PartValue.outside : value
                }
                let signature = try #require(layout.pack(layer: layer, values: values))
                let back = try #require(layout.unpack(signature))
                #expect(back.layer == layer && back.values == values, "\(layers[layer]) \(values)")
                #expect(signature.high >> 24 == UInt32(layer))
                #expect(!signature.isAbsent)
                let whole = [UInt32(layer)] + values
                #expect(seen.updateValue(whole, forKey: signature) ?? whole == whole)
            }
        }
    }

    private func layout(_ texts: [String], valueCount: Int) throws -> SignatureLayout {
        try SignatureLayout(layers: texts.map { try ContextLayer(text: $0) }) { _ in valueCount }
    }

    @Test func unknownValuesHaveNoSignature() throws {
        let layout = try layout(["token[-1..1]", "bias"], valueCount: 100)
        #expect(layout.pack(layer: 0, values: [2, 3, 4]) != nil)
        for place in 0..<3 {
            var values: [UInt32] = [2, 3, 4]
            values[place] = PartValue.unknown
            #expect(layout.pack(layer: 0, values: values) == nil)
        }
        #expect(layout.pack(layer: 1, values: []) == Signature(low: 0, high: 1 << 24))
    }

    @Test func signaturesOfNoLayerAreNotRead() throws {
        let layout = try layout(["bias", "token[0]"], valueCount: 100)
        #expect(layout.unpack(Signature(low: 0, high: 2 << 24)) == nil)
        #expect(layout.unpack(.absent) == nil)
    }

    /// Five parts of 17 bits do not straddle the words: three in the low one, one left over, 64 + 17 = 81 bits.
    @Test func partsThatDoNotFitAreRefused() throws {
        _ = try layout(["token[0..3]"], valueCount: 1 << 17)
        _ = try layout(["token[0..1]"], valueCount: 1 << 24)
        let error = #expect(throws: InvalidStructure.self) {
            try layout(["bias", "token[0..4]"], valueCount: 1 << 17)
        }
        #expect(error?.description.contains("'token[0..4]' needs 98 bits and has 88") == true)
        // Forty bits, then forty that begin in the high word: 104 bits.
        #expect(throws: InvalidStructure.self) { try layout(["token[0..1]"], valueCount: 1 << 40) }
        #expect(SignatureLayout.partBits == 88)
    }

    @Test func widthsAreTight() throws {
        _ = try layout(["token[-15..0]"], valueCount: 1 << 5)
        #expect(throws: InvalidStructure.self) { try layout(["token[-15..0]"], valueCount: 1 << 5 + 1 << 6) }
        _ = try layout(["token[-15..0]"], valueCount: 2)
    }

    @Test func thereAreOneTo254Layers() throws {
        let many = (0..<255).map { _ in ContextLayer(parts: []) }
        #expect(throws: InvalidStructure.self) { try SignatureLayout(layers: []) { _ in 2 } }
        #expect(throws: InvalidStructure.self) { try SignatureLayout(layers: many) { _ in 2 } }
        #expect(try SignatureLayout(layers: many.dropLast()) { _ in 2 }.layers.count == 254)
    }

    @Test func layersAreSortedByWhatTheyDependOn() throws {
        let layout = try layout(
            ["out[-7]", "token[0]", "token[-3] span[0]", "bias", "lower[2] edge[-1]", "token[1]"],
            valueCount: 9)
        #expect(layout.staticLayers == [1, 3, 4, 5])
        #expect(layout.dynamicLayers == [0, 2])
        // The reach is that of input parts, those of dynamic layers included; outputs do not count.
        #expect(layout.reach == 3)
        #expect(layout.slots == [.column(1, .token), .column(1, .lower), .edge])
    }
}
