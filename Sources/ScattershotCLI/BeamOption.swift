import ArgumentParser
import Platform
import Scattershot

/// How commands that answer records decide.
struct BeamOption: ParsableArguments {
    @Option(
        help: """
            Hypotheses about a record that are kept until its end, from 1 (always take the nearest output) to 64. The time \
            grows with it.
            """)
    var beam: Int = 1

    /// - Throws: `ValidationError` when the model cannot be searched so.
    func check(_ model: Model) throws {
        do throws(InvalidStructure) {
            try model.checkBeam(beam)
        } catch {
            throw ValidationError("--beam \(beam): \(error)")
        }
    }
}
