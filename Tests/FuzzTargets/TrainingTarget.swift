import KeyLayers
import Platform
import Scattershot

/// Training data, and layers in front of it, from strangers: refused in one line, or a model that is written, loaded and
/// answers alike on all paths.
struct TrainingTarget: FuzzTarget {
    static let name = "training"

    private let file: ScratchFile
    private static let formats: [DataFormat] = [
        .spacing, .tags(), .tags(inputColumns: 2, separator: " "), .conllu, .pairs(.characters),
        .pairs(.characters, .words, emit: .chunks), .pairs(.words),
    ]

    init() throws { file = try ScratchFile() }

    func seeds() throws -> [[UInt8]] {
        let texts = [
            SmallModels.lines, SmallModels.columns, SmallModels.chunks, SmallModels.conllu,
            SmallModels.pairs, SmallModels.pairs, SmallModels.words,
        ]
        return texts.enumerated().map { number, text in [UInt8(number), 0] + Array(text.utf8) }
            + [
                [1, 1] + Array("bias\nsuffix2[0] out[-1]\n\0\(SmallModels.columns)".utf8),
                [2, 2]
                    + Array(
                        "column 3 = nearest left DET in 2 take 1\n3.token[0]\n\0\(SmallModels.chunks)".utf8),
                [0, 5] + Array("column 2 = span from seen 2\n2.token[0]\n\0\(SmallModels.lines)".utf8),
            ]
    }

    func run(_ bytes: [UInt8]) throws {
        var choices = ChoiceReader(bytes)
        let format = choices.pick(Self.formats)
        var trainer = Trainer(format)
        trainer.settings.epochs = 1
        trainer.settings.numbers = 16
        trainer.settings.minimumSpans = 1
        trainer.settings.pairs.minimumChunks = 1
        switch choices.number(0...7) {
        case 1: trainer.settings.states.node = .record
        case 2: trainer.settings.states.borrows = true
        case 3: trainer.settings.states.order = .rank
        case 4: trainer.settings.spread = .polar
        case 5: trainer.settings.graphs = .list
        case 6: trainer.takesAlternatives = true
        case 7: trainer.settings.minimumUpdates = 2
        default: break
        }
        var data = choices.rest
        do {
            if let end = data.firstIndex(of: 0) {
                let list = try LayerList(text: String(decoding: data[..<end], as: UTF8.self))
                (trainer.settings.columns, trainer.settings.layers) = (list.columns, list.layers)
                data = data[(end + 1)...]
            }
            try check(try trainer.train(PiecewiseSource(Array(data))), on: Array(data))
        } catch let error as InputError {
            checkRefusal(error)
        } catch let error as LineBlockError {
            checkRefusal(error)
        } catch let error as LayerTextError {
            checkRefusal(error)
        } catch let error as InvalidStructure {
            checkRefusal(error)
        }
    }

    private func check(_ model: Model, on input: [UInt8]) throws {
        try model.write(to: file.path)
        let loaded = try Model(contentsOf: file.path)
        let options = BatchTransducer.Options(onError: .mark)
        let plain = try BatchRun(input, loaded, .init(), options: options)
        let fast = try BatchRun(
            input, model, .init(kernel: .preferred, isCompiled: true), options: options)
        require(plain == fast, "compiled \(fast), but plainly \(plain)")
    }
}
