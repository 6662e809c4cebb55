import ArgumentParser
import GraphPipeline
import KeyLayers
import Platform
import Profiling
import Scattershot

/// How errors become exit codes (those of sysexits.h).
enum Failure {
    /// Bad input or a bad model.
    static let data: Int32 = 65
    /// A file cannot be opened.
    static let noInput: Int32 = 66
    /// Something that should not happen.
    static let internalError: Int32 = 70
    /// Reading or writing failed.
    static let inputOutput: Int32 = 74

    /// The exit code of an error of ours; nil for one of the argument parser.
    static func exitCode(of error: any Error) -> Int32? {
        switch error {
        case is InputError, is LineBlockError, is ModelFileError, is CodeFileError, is InvalidStructure,
            is PhraseNotFound,
            is LayerTextError,
            is ProfileFileError, is SettingsFileError, is RecordedTableError:
            data
        case let error as SystemError: error.operation.hasPrefix("open") ? noInput : inputOutput
        case is OutputDifference, is UnequalOutput: internalError
        case is UnsupportedKernel, is InvalidNodeList: ExitCode.validationFailure.rawValue
        default: nil
        }
    }
}
