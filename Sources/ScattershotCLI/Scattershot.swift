import ArgumentParser
import Platform
import Scattershot

/// The command `scattershot`.
@main
struct ScattershotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scattershot",
        abstract: "Learns to turn one token sequence into another by sampling noise and keeping what works.",
        discussion: """
            Exit codes: 0 done; 1 a check that was asked for failed (profile --fail-on-regression, bench-report --check); 64 \
            wrong arguments; 65 bad input or model (the message names file and line); 66 an input file cannot be opened; 74 \
            reading failed, or an output cannot be opened or written; 78 this program was built for a newer CPU; 129, 130 and \
            143 work that was interrupted came to an orderly end; 70 anything else. With --on-error skip or mark, infer \
            finishes its work and still exits with 65 when records were refused.

            Shell completions: scattershot --generate-completion-script bash (or zsh, fish).
            """,
        version: scattershotVersion,
        subcommands: [
            TrainCommand.self, MergeCommand.self, PermuteCommand.self, InferCommand.self,
            EvaluateCommand.self,
            GenerateCommand.self, GraphCommand.self, InspectCommand.self, ExplainCommand.self,
            AlignCommand.self,
            EncodeCommand.self, DecodeCommand.self, ProfileCommand.self, TuneCommand.self,
            CompareCommand.self,
            BenchReportCommand.self, SystemCommand.self,
        ])

    static func main() {
        TemporaryFiles.removeOnInterrupt()
        do {
            try Kernel.preferFromEnvironment()
            var command = try parseAsRoot()
            try command.run()
        } catch {
            if let code = Failure.exitCode(of: error) {
                ProgressLine.clear()
                Terminal.writeError("scattershot: error: \(error)\n")
                exitProcess(code)
            }
            // What a command found, which it has told already.
            if let code = error as? ExitCode { exitProcess(code.rawValue) }
            let code = exitCode(for: error)
            if code == .failure {
                Terminal.writeError("scattershot: error: \(error)\n")
                exitProcess(Failure.internalError)
            }
            exit(withError: error)
        }
    }
}
