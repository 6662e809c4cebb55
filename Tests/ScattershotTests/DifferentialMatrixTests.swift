import Platform
import Scattershot
import TestSupport
import Testing
import WorkPool

/// A model, what it is asked, and how it is searched.
enum MatrixCase: Sendable, CustomTestStringConvertible {
    case sample(SampleModel)
    case beam(SampleModel)
    case graphs, characterGraphs

    static let all: [MatrixCase] =
        SampleModel.allCases.map { .sample($0) } + [.beam(.spacing), .beam(.tags), .beam(.characters)]
        + [.graphs, .characterGraphs]

    var testDescription: String {
        switch self {
        case .sample(let sample): "\(sample)"
        case .beam(let sample): "\(sample) with a beam"
        case .graphs: "graphs"
        case .characterGraphs: "graphs that change lengths"
        }
    }

    var beam: Int { if case .beam = self { 3 } else { 1 } }

    func model() throws -> Model {
        switch self {
        case .sample(let sample), .beam(let sample): try sample.model
        case .graphs: try SampleModels.graphs.get()
        case .characterGraphs: try SampleModels.characterGraphs.get()
        }
    }

    /// Records of usual lengths, and a record that is longer than any block.
    func inputs() -> [String] {
        switch self {
        case .sample(let sample), .beam(let sample):
            let text = sample.input(records: 40, seed: 30)
            switch sample {
            case .spacing, .characters, .knownWords, .keyLayers:
                return [text, text.filter { $0 != "\n" } + "\n"]
            case .words: return [text, text.replacing("\n", with: " ") + "\n"]
            case .tags, .chunks, .structure, .conllu:
                return [text, text.split(separator: "\n").joined(separator: "\n") + "\n"]
            }
        case .graphs:
            let words = "b\nv\na\nv\nb\na\nz\n"
            return [String(repeating: words + "\n", count: 20), String(repeating: words, count: 60)]
        case .characterGraphs: return MatrixCase.sample(.characters).inputs()
        }
    }
}

/// Every kernel, any number of threads and copies of tables, blocks of any size, input in any pieces, models mapped or read:
/// the bytes of the plain path, which looks every row up on one thread. `perf/matrix` does the same with the program and
/// larger models.
@Suite struct DifferentialMatrixTests {
    @Test(arguments: MatrixCase.all) func allWaysGiveTheSameBytes(of matrixCase: MatrixCase) throws {
        let (model, inputs) = (try matrixCase.model(), matrixCase.inputs().map { Array($0.utf8) })
        var options = BatchTransducer.Options(beam: matrixCase.beam)
        let plain = WorkerSet(
            model: model, pool: WorkPool(threads: 1),
            settings: EngineSettings(threads: 1, kernel: .scalar), isCompiled: false, beam: options.beam)
        let expected = try inputs.map {
            try Self.output($0, model, options, WorkPool(threads: 1), plain, piece: nil)
        }
        #expect(expected.allSatisfy { $0.count(where: { $0 == 0x0A }) > 0 })
        let scratch = try ScratchDirectory()
        try model.write(to: scratch.file("model"))
        for isMapped in [true, false] {
            let loaded = try Model(contentsOf: scratch.file("model"), isMapped: isMapped)
            for (threads, copies) in [(1, 1), (3, 1), (3, 3)] {
                let pool = WorkPool(threads: threads)
                for kernel in Kernel.supported {
                    let settings = EngineSettings(threads: threads, tableCopies: copies, kernel: kernel)
                    let workers = WorkerSet(model: loaded, pool: pool, settings: settings, beam: options.beam)
                    for (blockBytes, piece) in [(1, 7), (300, nil), (1 << 18, nil), (1 << 18, 100)]
                        as [(Int, Int?)]
                    {
                        options.blocks.targetBytes = blockBytes
                        for (input, expected) in zip(inputs, expected) {
                            let output = try Self.output(
                                input, loaded, options, pool, workers, piece: piece)
                            #expect(
                                output == expected,
                                """
                                \(kernel), \(threads) threads, \(copies) copies, blocks of \(blockBytes), \
                                pieces of \(piece ?? 0), mapped \(isMapped)
                                """)
                        }
                    }
                }
            }
        }
    }

    private static func output(
        _ input: [UInt8], _ model: Model, _ options: BatchTransducer.Options, _ pool: WorkPool,
        _ workers: WorkerSet, piece: Int?
    ) throws -> [UInt8] {
        let sink = CollectingSink()
        _ = try BatchTransducer(model: model, options: options).run(
            PiecewiseSource(input, piece: piece), to: sink, pool: pool, workers: workers)
        return sink.bytes
    }
}
