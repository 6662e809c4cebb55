import GraphPipeline
import KeyLayers
import Scattershot

/// Models of a few kilobytes, each with other parts, that train in a moment.
enum SmallModels {
    static let lines = """
        the cat sat on the mat.
        a dog sees the naïve cat.
        the old dog sat near a mat.

        """

    static let columns = """
        the\tDET
        cat\tNOUN
        sat\tVERB
        .\tPUNCT

        a\tDET
        dog\tNOUN
        sees\tVERB
        the\tDET
        naïve\tADJ
        cat\tNOUN

        """

    static let chunks = """
        the DET B
        old ADJ I
        dog NOUN I
        sat VERB B

        a DET B
        cat NOUN I
        sees VERB B

        """

    static let conllu = """
        # sent_id = 1
        1-2\tthecat\t_\t_\t_\t_\t_\t_\t_\t_
        1\tthe\t_\tDET\t_\t_\t0\troot\t_\t_
        2\tcat\t_\tNOUN\t_\t_\t0\troot\t_\t_
        2.1\tis\t_\tVERB\t_\t_\t_\t_\t_\t_
        3\tsat\t_\tVERB\t_\t_\t0\troot\t_\tA=B

        """

    static let pairs = "one\tw ʌ n\nnone\tn ʌ n\ntone\tt oʊ n\nto\tt u\nnet\tn ɛ t\n"

    static let words = "one two\t1 2\ntwo\t2\ntwo one one\t2 1 1\n"

    /// Word spacing, with the usual layers.
    static func spacing() throws -> Model { try train(.spacing, lines) }

    /// Tags of words.
    static func tags() throws -> Model { try train(.tags(), columns) }

    /// Tags from two columns, with layers and derived columns of many kinds, two passes, and a record of states.
    static func structure() throws -> Model {
        try train(.tags(inputColumns: 2, separator: " "), chunks) { settings in
            let list = try LayerList(
                text: """
                    column 3 = nearest left VERB in 2 take 1
                    column 4 = path right VERB in 2 skip ADJ
                    column 5 = cluster 2 in 2
                    column 6 = pass
                    bias
                    token[-1..0]
                    suffix2[0] edge[0]
                    2.token[0..1]
                    @known[0]
                    span[0]
                    3.token[0] 4.token[0]
                    5.token[0]
                    out[-1] shape[0]
                    unit[-2..-1]
                    seen[0] 2.token[0]
                    6.token[-1..1]
                    """)
            (settings.columns, settings.layers) = (list.columns, list.layers)
            settings.states.node = .record
        }
    }

    /// Tags with counts that must hold, a learned list and rows, and a graph that somebody wrote.
    static func graphs() throws -> Model {
        var random = MutationRandom(seed: 9)
        let sentences = (0..<300).map { _ in
            (["v"] + (0..<6).map { _ in ["a", "b", "v"].randomElement(using: &random) ?? "a" })
                .shuffled(using: &random)
        }
        let text = sentences.map { words in
            let root = words.firstIndex(of: "v")
            return words.enumerated().map { "\($1)\t\($0 == root ? "root" : "other")\n" }.joined()
        }.joined(separator: "\n")
        var model = try train(.tags(), text) { settings in
            settings.layers = try LayerList(text: "bias\ntoken[0]\nout[-1] token[0]").layers
            settings.graphs = .both
        }
        let written = try Graph(text: "bias other +1.50 if token[0]=b and margin root < 300")
        var graphs = model.graphs ?? ModelGraphs()
        try graphs.apply(.add(GraphLines.Line(written), before: nil))
        model.graphs = graphs
        return model
    }

    /// Letters to sounds, step by step or in chunks, with graphs that change the length.
    static func phonemes(_ way: DataFormat.EmissionWay) throws -> Model {
        var model = try train(.pairs(.characters, .words, emit: way), pairs) {
            $0.pairs.minimumChunks = 1
        }
        var graphs = ModelGraphs()
        for text in ["substitute ʌ n -> n", "repeat continue u if length out < 3"] {
            try graphs.apply(.add(GraphLines.Line(try Graph(text: text)), before: nil))
        }
        model.graphs = graphs
        return model
    }

    /// Words to digits.
    static func digits() throws -> Model { try train(.pairs(.words), words) }

    /// Part of speech in CoNLL-U.
    static func universal() throws -> Model { try train(.conllu, conllu) }

    static func train(
        _ format: DataFormat, _ text: String, change: (inout TrainingSettings) throws -> Void = { _ in }
    ) throws -> Model {
        var settings = TrainingSettings(for: format)
        settings.numbers = 16
        settings.epochs = 2
        settings.minimumSpans = 1
        try change(&settings)
        return try Trainer(format, settings: settings).train(MemorySource(text, name: "text"))
    }
}
