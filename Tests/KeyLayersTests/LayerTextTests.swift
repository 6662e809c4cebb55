import KeyLayers
import Testing

@Suite struct LayerTextTests {
    @Test func moreLayersThanAModelCanHaveAreRefused() {
        let lines = (0..<300).map {
            "token[\($0 % 9 - 4)] 2.token[\($0 / 9 % 9 - 4)] 3.token[\($0 / 81 - 4)]"
        }
        let error = #expect(throws: LayerTextError.self) {
            try LayerList(text: lines.joined(separator: "\n"))
        }
        #expect(error?.line == SignatureLayout.mostLayers + 1)
    }

    @Test(arguments: UInt64(0)..<20)
    func whatIsPrintedIsReadBack(seed: UInt64) throws {
        var random = LayerGenerator(seed: seed)
        for _ in 0..<200 {
            let layer = random.layer()
            #expect(try ContextLayer(text: layer.description) == layer, "\(layer)")
            #expect(try ContextLayer(text: layer.description).description == layer.description)
        }
    }

    @Test(arguments: UInt64(0)..<5)
    func listsAreReadBack(seed: UInt64) throws {
        var random = LayerGenerator(seed: seed)
        var layers: [ContextLayer] = []
        while layers.count < 40 {
            let layer = random.layer()
            if !layers.contains(layer) { layers.append(layer) }
        }
        for newline in ["\n", "\r\n"] {
            let text = layers.map(\.description).joined(separator: newline)
            #expect(try LayerList(text: text).layers == layers)
            #expect(try LayerList(text: text + newline).layers == layers)
        }
    }

    @Test(
        arguments: [
            ("bias", "bias"), ("  bias\t", "bias"), ("token[0]", "token[0]"), ("1.token[0]", nil),
            ("token[-1..1]", "token[-1..1]"), ("token[-1] token[0] token[1]", "token[-1..1]"),
            ("token[-1..0] token[1]", "token[-1..1]"), ("token[1] token[0]", "token[1] token[0]"),
            ("token[0] lower[1]", "token[0] lower[1]"), ("2.suffix3[-15..0]", "2.suffix3[-15..0]"),
            ("out[-2..-1] span[-1..0]", "out[-2..-1] span[-1..0]"), ("edge[0]", "edge[0]"),
            ("prefix16[3]", "prefix16[3]"), ("99.shape[15]", "99.shape[15]"), ("token[0..0]", "token[0]"),
            ("token[-15..0]", "token[-15..0]"), ("token[0] token[0]", "token[0] token[0]"),
        ] as [(String, String?)])
    func textsHaveOneCanonicalForm(text: String, canonical: String?) throws {
        if let canonical {
            #expect(try ContextLayer(text: text).description == canonical)
        } else {
            #expect(throws: LayerTextError.self) { try ContextLayer(text: text) }
        }
    }

    @Test(arguments: [
        "token", "token[", "token]", "token[]", "[0]", "]", "[", "][", "token[x]", "token[0..]", "token[..0]",
        "token[0...1]", "token[0..1..2]", "token[1..0]", "token[0,1]", "Token[0]", "prefix[0]", "prefix0[0]",
        "prefix17[0]", "suffix03[0]", "suffix-1[0]", "0.token[0]", "-1.token[0]", "100.token[0]",
        "x.token[0]",
        "2.edge[0]", "2.out[-1]", "2..token[0]", ".token[0]", "token[0]token[1]", "bias token[0]",
        "token[0] bias",
        "token[99999999999999999999]", "token[-9223372036854775808..9223372036854775807]",
        "token[9223372036854775807]", "out[-9223372036854775808]", "token[0]\u{301}",
    ])
    func unreadableTextsAreNamed(text: String) throws {
        let error = #expect(throws: LayerTextError.self) { try ContextLayer(text: text) }
        let words = text.split(separator: " ").map(String.init)
        let message = try #require(error?.problem)
        #expect(words.contains { message.contains("'\($0)'") }, "\(message)")
        #expect(error?.description == "layer line 1: \(message)")
    }

    @Test(arguments: [
        "token[16]", "token[-16]", "edge[16]", "out[0]", "out[1]", "out[-1..0]", "out[-16]", "span[1]",
        "span[-2]",
    ])
    func offsetsOutOfReachAreNamed(text: String) {
        let error = #expect(throws: LayerTextError.self) { try ContextLayer(text: text) }
        #expect(error?.problem == "'\(text)' looks too far or to a side where nothing is known")
    }

    @Test func layersHaveAtMostSixteenParts() throws {
        #expect(try ContextLayer(text: "token[-15..0]").parts.count == 16)
        let error = #expect(throws: LayerTextError.self) { try ContextLayer(text: "token[-15..0] edge[0]") }
        #expect(error?.problem == "a layer of 17 parts; at most 16 are allowed")
    }

    @Test(arguments: ["", "   ", "\t"])
    func emptyLayersAreRefused(text: String) {
        let error = #expect(throws: LayerTextError.self) { try ContextLayer(text: text) }
        #expect(error?.description.contains("write 'bias'") == true)
    }

    @Test func listsPassOverCommentsAndEmptyLines() throws {
        let layers = try LayerList(
            text: "# layers of a tagger\n\nbias  # one row\n   \n token[0]\n#token[1]\nout[-1]#\n")
        #expect(layers.layers.map(\.description) == ["bias", "token[0]", "out[-1]"])
        #expect(try LayerList(text: "").lines.isEmpty)
        #expect(try LayerList(text: "# nothing\r\n\r\n").lines.isEmpty)
    }

    @Test(arguments: ["\n", "\r\n"])
    func errorsInListsNameTheLine(newline: String) {
        let unreadable = #expect(throws: LayerTextError.self) {
            try LayerList(text: ["bias", "", "# here", "tokn[0]"].joined(separator: newline))
        }
        #expect(unreadable?.description.hasPrefix("layer line 4: cannot read 'tokn[0]'") == true)
        let repeated = #expect(throws: LayerTextError.self) {
            try LayerList(text: ["token[0..1]", "token[0] token[1]"].joined(separator: newline))
        }
        #expect(repeated?.line == 2)
        #expect(repeated?.description == "layer line 2: the layer 'token[0..1]' stands there twice")
    }
}
