import Foundation
import KeyLayers
import Platform
import Scattershot

/// A model file, whatever its bytes: refused in one line, or used for everything that a model is used for. What loads answers
/// alike on the plain path and compiled, with every kernel, and is written and read again as it is.
struct ModelTarget: FuzzTarget {
    static let name = "model"

    private let file: ScratchFile
    private let kernels = Kernel.supported.filter { $0 != .scalar }

    init() throws { file = try ScratchFile() }

    var mutator: Mutator? { FileMutators.container }

    func seeds() throws -> [[UInt8]] {
        try [
            SmallModels.spacing(), SmallModels.tags(), SmallModels.structure(), SmallModels.graphs(),
            SmallModels.phonemes(.steps), SmallModels.phonemes(.chunks),
        ].map { model in
            try model.write(to: file.path + ".seed")
            return try file.get(file.path + ".seed")
        }
    }

    func run(_ bytes: [UInt8]) throws {
        try file.put(bytes)
        // Both ways to read a file, by its size.
        guard let model = try load(file.path, isMapped: bytes.count % 2 == 0) else { return }
        try answer(model, kernel: kernels[bytes.count / 2 % kernels.count])
        look(at: model)
        let again = file.path + ".again"
        try model.write(to: again)
        let copy = try Model(contentsOf: again, isMapped: false)
        try copy.write(to: again + "2")
        require(try file.get(again) == file.get(again + "2"), "a model is written in two ways")
    }

    private func load(_ path: String, isMapped: Bool) throws -> Model? {
        do {
            return try Model(contentsOf: path, isMapped: isMapped)
        } catch let error as ModelFileError {
            checkRefusal(error)
            return nil
        }
    }

    private func answer(_ model: Model, kernel: Kernel) throws {
        var options = BatchTransducer.Options(onError: .mark)
        let input = Array(Self.input(for: model.format).utf8)
        let plain = try BatchRun(input, model, .init(), options: options)
        let fast = try BatchRun(input, model, .init(kernel: kernel, isCompiled: true), options: options)
        require(plain == fast, "\(kernel) answers \(fast), the plain path \(plain)")
        options.beam = 3
        guard (try? model.checkBeam(options.beam)) != nil else { return }
        _ = try BatchRun(input, model, .init(kernel: kernel, isCompiled: true), options: options)
    }

    /// Everything that shows what is in a model.
    private func look(at model: Model) {
        let explanation = Explanation(model: model)
        let record = String(Self.input(for: model.format).prefix { $0 != "\n" })
        _ = try? explanation.explain(record)
        _ = try? explanation.graphs(record)
        let inspection = Inspection(model: model)
        _ = inspection.layers()
        _ = inspection.states()
        _ = inspection.heaviestRows(5)
        _ = inspection.heaviestRows(2, layer: 1)
        _ = model.graphs?.text
        _ = model.layerList.lines
    }

    private static func input(for format: DataFormat) -> String {
        switch format.kind {
        case .spacing: "thecat.\n\nzznaïvedog\n"
        case .pairs: "tone\nnet to\nxé\n"
        case .tags where format.dialect == .conllu: SmallModels.conllu
        case .tags:
            ["the", "cat", "v", "b", "zz"].map { word in
                ([word] + Array(repeating: "VERB", count: format.inputColumns - 1))
                    .joined(separator: format.separator) + "\n"
            }.joined() + "\n"
        }
    }
}
