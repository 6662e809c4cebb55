import CuckooTable
import KeyLayers
import TestSupport
import Testing

/// Signatures of whole sequences against those packed by hand, value by value.
@Suite struct ContextWindowTests {
    private let columns = [
        VocabularyFixture.column(
            ["The", "cat", "sat", "Cats", "Sat"], views: [.lower, .suffix(2), .shape, .prefix(1)], number: 0),
        VocabularyFixture.column(["D", "N", "V"], views: [.lower], number: 1),
    ]
    private let layerTexts = [
        "bias", "token[0]", "lower[-1..1]", "suffix2[2] 2.token[-2]", "edge[-1..1]", "shape[0] prefix1[-15]",
        "2.lower[15] edge[0]", "out[-1]", "out[-3..-1] token[1]", "span[0]", "span[-1] lower[-4] out[-15]",
        "unit[-1] seen[0]", "token[0] unit[-8..-6]", "2.due[0] token[1]",
    ]

    private func layout() throws -> SignatureLayout {
        try SignatureLayout(layers: layerTexts.map { try ContextLayer(text: $0) }) { source in
            switch source {
            case .column(let column, let view):
                PartValue.valueCount(for: columns[column - 1].dictionary(of: view)?.count ?? 0)
            case .edge: PartValue.valueCount(for: PartValue.Edge.count)
            case .output: 12
            case .span: 50
            case .unit: 12
            case .seen: 10
            case .due: PartValue.valueCount(for: EmissionMarks.dueRange.count)
            }
        }
    }

    /// The value of a part straight from the strings.
    private func value(
        _ part: ContextPart, in tokens: [[String]], at position: Int, history: [UInt32], spans: SpanValues,
        marks: EmissionMarks
    ) -> UInt32 {
        let place = position + part.offset
        switch part.source {
        case .output: return history.dropLast(-1 - part.offset).last ?? PartValue.outside
        case .span: return part.offset == 0 ? spans.running : spans.last
        case .unit: return marks.units[-1 - part.offset]
        case .seen: return marks.seen
        case .due(let column):
            // The token's number in its column stands for the expected length.
            let length = columns[column - 1].tokens.index(of: tokens[position][column - 1])
            guard let length else { return PartValue.unknown }
            let range = EmissionMarks.dueRange
            return UInt32(
                min(max(length - Int(marks.count), range.lowerBound), range.upperBound) - range.lowerBound + 2
            )
        case _ where place < 0 || place >= tokens.count: return PartValue.outside
        case .edge:
            if tokens.count == 1 { return PartValue.Edge.only }
            if place == 0 { return PartValue.Edge.first }
            return place == tokens.count - 1 ? PartValue.Edge.last : PartValue.Edge.inner
        case .column(let column, let view):
            let text = view.applied(to: tokens[place][column - 1])
            let index = columns[column - 1].dictionary(of: view)?.index(of: text)
            return index.map { UInt32($0 + 2) } ?? PartValue.unknown
        }
    }

    private func randomSequence(_ count: Int, using generator: inout SeededGenerator) -> [[String]] {
        let words = ["The", "cat", "sat", "Cats", "Sat", "CAT", "mat", "SAT", "Xy", "the", ""]
        let tags = ["D", "N", "V", "d", "n", "X"]
        return (0..<count).map { _ in
            [words.randomElement(using: &generator) ?? "", tags.randomElement(using: &generator) ?? ""]
        }
    }

    private func load(_ tokens: [[String]], into window: ContextWindow, resolver: TokenResolver) {
        let entries = columns.indices.map { column in
            tokens.map { resolver.entry(of: $0[column], column: column) }[...]
        }
        window.load(columns: entries, resolver: resolver)
    }

    @Test(arguments: UInt64(0)..<10)
    func signaturesEqualPackingByHand(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let layout = try layout()
        let window = ContextWindow(layout: layout)
        let resolver = TokenResolver(columns: columns)
        // One window reads sequences that grow and shrink, so that what an earlier one left behind would show.
        for count in [3, 1, 40, 2, 0, 17, 1, 16] {
            let tokens = randomSequence(count, using: &generator)
            load(tokens, into: window, resolver: resolver)
            #expect(window.count == count)
            var signatures = [Signature](
                repeating: .absent, count: count * layout.staticLayers.count + 1)
            window.writeStaticSignatures(at: 0..<count, into: &signatures)
            #expect(signatures.removeLast() == .absent, "nothing is written past the end")
            let expected = (0..<count).flatMap { position in
                layout.staticLayers.map { layer in
                    pack(layer, layout, tokens, position, history: [], spans: .none, marks: .none)
                }
            }
            #expect(signatures == expected)
            for position in 0..<count {
                try expectDynamic(window, layout, tokens, position, using: &generator)
            }
        }
    }

    private func expectDynamic(
        _ window: ContextWindow, _ layout: SignatureLayout, _ tokens: [[String]], _ position: Int,
        using generator: inout SeededGenerator
    ) throws {
        let history = (0..<Int.random(in: 0...20, using: &generator)).map { _ in
            UInt32.random(in: 2...11, using: &generator)
        }
        var spans = SpanValues.none
        spans.running = UInt32.random(in: 0...5, using: &generator)
        spans.last = UInt32.random(in: 0...5, using: &generator)
        var marks = EmissionMarks.none
        for _ in 0..<Int.random(in: 0...12, using: &generator) {
            marks.append(unit: UInt32.random(in: 2...11, using: &generator))
        }
        marks.seen = UInt32.random(in: 2...9, using: &generator)
        marks.count = UInt32.random(in: 0...8, using: &generator)
        let padded = [UInt32](repeating: PartValue.outside, count: 15) + history
        var signatures = [Signature](repeating: .absent, count: layout.dynamicLayers.count)
        padded.withUnsafeBufferPointer { padded in
            guard let base = padded.baseAddress else { return }
            window.writeDynamicSignatures(
                at: position,
                emitted: EmittedValues(history: base + padded.count, spans: spans, marks: marks),
                into: &signatures)
        }
        let expected = layout.dynamicLayers.map {
            pack($0, layout, tokens, position, history: history, spans: spans, marks: marks)
        }
        #expect(signatures == expected)
    }

    private func pack(
        _ layer: Int, _ layout: SignatureLayout, _ tokens: [[String]], _ position: Int, history: [UInt32],
        spans: SpanValues, marks: EmissionMarks
    ) -> Signature {
        let values = layout.layers[layer].parts.map {
            value($0, in: tokens, at: position, history: history, spans: spans, marks: marks)
        }
        return layout.pack(layer: layer, values: values) ?? .absent
    }

    @Test func aLayerThatSeesAnUnknownTokenHasNoSignature() throws {
        let layout = try layout()
        let window = ContextWindow(layout: layout)
        load(
            [["The", "D"], ["mouse", "N"], ["sat", "V"]], into: window,
            resolver: TokenResolver(columns: columns))
        var signatures = [Signature](repeating: .absent, count: 3 * layout.staticLayers.count)
        window.writeStaticSignatures(at: 0..<3, into: &signatures)
        // Layer 1 sees the token itself, layer 2 its neighbours as well.
        let absent = (0..<3).map { position in
            [1, 2].map { signatures[position * layout.staticLayers.count + $0].isAbsent }
        }
        #expect(absent == [[false, true], [true, true], [false, true]])
    }

    @Test func columnsOfDifferentLengthsTrap() async {
        await #expect(processExitsWith: .failure) {
            let columns = [
                VocabularyFixture.column(["a"], number: 0), VocabularyFixture.column(["b"], number: 1),
            ]
            let layout = try SignatureLayout(layers: [ContextLayer(text: "token[0] 2.token[0]")]) { _ in 3 }
            ContextWindow(layout: layout).load(
                columns: [[0], [0, 0, 0]], resolver: TokenResolver(columns: columns))
        }
    }
}
