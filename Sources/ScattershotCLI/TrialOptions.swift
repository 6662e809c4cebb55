import ArgumentParser
import Platform
import Profiling
import Scattershot

/// What the commands that time a model on a user's own input have in common.
struct TrialOptions: ParsableArguments {
    @Argument(help: "Model file that 'scattershot train' wrote.", completion: .file(extensions: ["model"]))
    var model: String

    @Argument(
        help: "Input as 'infer' takes it, best a typical one; - for standard input.", completion: .file())
    var input: String

    @Option(help: "Mebibytes at the start of the input that are used at most.")
    var inputMib: Int = 64

    @Flag(name: [.short, .long], help: "No progress and no remarks.")
    var quiet = false

    func validate() throws {
        guard (1...1024).contains(inputMib) else {
            throw ValidationError("--input-mib must be 1 to 1024, not \(inputMib)")
        }
    }

    /// The model and its input.
    func trial(limits: LineBlocks.Options) throws -> InferenceTrial {
        let model = try Model(contentsOf: model)
        let input = try TrialInput(
            reading: try FileInput(input), mostBytes: inputMib << 20, for: model)
        return InferenceTrial(model: model, input: input, limits: limits)
    }
}
