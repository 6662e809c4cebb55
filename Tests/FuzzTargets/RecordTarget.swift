import Foundation
import KeyLayers
import Platform
import Scattershot

/// Input of every format through every way of reading it: columns, CoNLL-U, lines, pairs, JSON Lines, with the wanted output
/// and without, in blocks and pieces of any size, whole or in parts of a file. All ways give what the plain path gives.
struct RecordTarget: FuzzTarget {
    static let name = "records"

    private let file: ScratchFile
    private let models: [Model]
    private let kernels = Kernel.supported.filter { $0 != .scalar }

    init() throws {
        file = try ScratchFile()
        models = try [
            SmallModels.spacing(), SmallModels.tags(), SmallModels.structure(), SmallModels.universal(),
            SmallModels.phonemes(.steps), SmallModels.phonemes(.chunks), SmallModels.digits(),
        ]
    }

    func seeds() throws -> [[UInt8]] {
        let inputs = [
            "thecat sat.\n\nzznaïve\u{301}dog\r\n", "the\ncat\r\n\n\nolder \ndog\n",
            "the DET\nold\tADJ\n \nzz ZZ\n", SmallModels.conllu, "tone\nnet to\n\nxé\n", "none",
            "one two\n two  one\n",
        ]
        let wanted = [
            SmallModels.lines, SmallModels.columns, SmallModels.chunks, SmallModels.conllu,
            SmallModels.pairs, SmallModels.pairs, SmallModels.words,
        ]
        let objects = [
            #"{"input":"thecat"}"#, #"{"input":["the","c\u00e4t"],"n":[1,{}]}"#,
            #"{"input":[["the","DET"],["cat","NOUN"]]}"#, #"{"input":["cat"]}"#, #"{"input":"tone"}"#,
            #"{"a":"}","input":"net" }"#, #"{"input":"one two"}"#,
        ]
        func seed(_ number: Int, _ way: UInt8, _ text: String) -> [UInt8] {
            [UInt8(number), way, UInt8(number * 37 % 251), UInt8(number * 5)] + Array(text.utf8)
        }
        return inputs.enumerated().map { seed($0, 0, $1) } + inputs.enumerated().map { seed($0, 3, $1) }
            + objects.enumerated().map { seed($0, 1, $1 + "\n") }
            + wanted.enumerated().map { seed($0, 2, $1) }
    }

    func run(_ bytes: [UInt8]) throws {
        var choices = ChoiceReader(bytes)
        let model = choices.pick(models)
        let way = choices.number(0...3)
        var options = BatchTransducer.Options(onError: choices.pick(ErrorPolicy.allCases))
        options.isJSONLines = way == 1
        let switches = choices.byte()
        let input = Array(choices.rest)
        if switches & 1 != 0 { options.blocks.maxLineBytes = 12 }
        if switches & 2 != 0 { options.blocks.maxRecordLines = 3 }
        if way == 2 { return try evaluate(model, input, options.blocks, switches) }
        let plain = try BatchRun(input, model, .init(), options: options)
        options.blocks.targetBytes = [1, 16, 100, 1 << 18][Int(switches >> 2 & 3)]
        options.blocks.isEager = switches & 16 != 0
        let fast = try BatchRun(
            input, model,
            .init(
                kernel: kernels[Int(switches >> 5) % kernels.count], isCompiled: true,
                readBytes: [nil, 1, 7, 64][Int(switches >> 6)]), options: options)
        require(
            plain.output == fast.output && plain.refusals == fast.refusals, "\(fast), but plainly \(plain)")
        checkLines(plain, input, options)
        if way == 3 { try checkParts(model, input, options, whole: plain) }
    }

    /// Where every refused record is marked, output and input have the same lines.
    private func checkLines(_ run: BatchRun, _ input: [UInt8], _ options: BatchTransducer.Options) {
        require(
            String(validating: input, as: UTF8.self) == nil
                || String(validating: run.output, as: UTF8.self) != nil,
            "output that is not valid UTF-8")
        guard options.onError == .mark, run.report.lines > 0 else { return }
        let isEnded = input.last == 0x0A
        let lines = run.output.count { $0 == 0x0A }
        require(
            lines == run.report.lines || (!isEnded && lines + 1 == run.report.lines),
            "\(lines) lines for \(run.report.lines)")
    }

    /// The parts of a file, one after another, give what the file gives.
    private func checkParts(
        _ model: Model, _ input: [UInt8], _ options: BatchTransducer.Options, whole: BatchRun
    ) throws {
        // Marks name the file.
        guard whole.refusals.isEmpty || options.onError == .skip else { return }
        try file.put(input)
        let sink = CollectingSink()
        var refusals: [String] = []
        for number in 1...3 {
            let part = try FileShard(
                FileInput(file.path), Shard(number, of: 3), boundary: model.format.boundary)
            do {
                _ = try BatchTransducer(model: model, options: options).run(
                    part, to: sink, pool: BatchRun.pool, refused: { refusals.append($0.problem) })
            } catch is LineBlockError {
                return
            }
        }
        require(
            sink.bytes == whole.output && refusals.count == whole.refusals.count,
            "\(sink.bytes) from parts, \(whole.output) from the whole")
    }

    private func evaluate(
        _ model: Model, _ input: [UInt8], _ blocks: LineBlocks.Options, _ switches: UInt8
    ) throws {
        do {
            let evaluator = Evaluator(model: model, takesAlternatives: switches & 4 != 0)
            _ = try evaluator.evaluate(PiecewiseSource(input), pool: BatchRun.pool, blocks: blocks)
            if let trial = try? GraphTrial(model) {
                _ = try trial.run(PiecewiseSource(input), blocks: blocks)
            }
        } catch let error as InputError {
            checkRefusal(error)
        } catch let error as LineBlockError {
            checkRefusal(error)
        }
    }
}
