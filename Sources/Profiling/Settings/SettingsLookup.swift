import Platform
import Scattershot

/// The settings to start from, and where they come from.
public struct SettingsLookup: Sendable, Equatable {
    /// The settings.
    public var settings: EngineSettings
    /// The file they come from; nil for the default.
    public var file: String?
    /// Why a file was not used, as one line for people; nil when there is nothing to say.
    public var note: String?

    /// The default settings.
    public init(settings: EngineSettings = EngineSettings()) {
        self.settings = settings
    }

    /// The settings beside a model, when they were measured for this model on this machine, and the default otherwise.
    ///
    /// - Parameters:
    ///   - model: Path of the model.
    ///   - machine: The fingerprint of this machine; asked for when there is a file.
    /// - Complexity: O(size of the file).
    public init(besideModel model: String, machine: () -> String) {
        self.init()
        let path = SettingsFile.path(forModel: model)
        do {
            let found = try SettingsFile(contentsOf: path)
            guard found.machine == machine() else {
                note =
                    "\(path) was measured on another machine (\(found.processor.prefix(80))) and is ignored; run "
                    + "'scattershot tune' here"
                return
            }
            guard found.model == (try ModelDigest(ofFile: model)).description else {
                note =
                    "\(path) was measured for another version of the model and is ignored; run 'scattershot tune' again"
                return
            }
            try found.settings.check()
            (settings, file) = (found.settings, path)
        } catch let error as SystemError where error.isMissingFile {
            return
        } catch let error as InvalidEngineSettings {
            note = "warning: \(path): \(error); ignored, run 'scattershot tune' again"
        } catch let error as SettingsFileError {
            note = "warning: \(error); ignored"
        } catch {
            note = "warning: \(error); the settings of the model are ignored"
        }
    }

    /// The settings of a file that the user named, whatever model and machine they were measured for.
    ///
    /// - Throws: `SettingsFileError`, also for settings that cannot be used here; `SystemError`.
    /// - Complexity: O(size of the file).
    public init(file path: String) throws {
        settings = try SettingsFile(contentsOf: path).settings
        do {
            try settings.check()
        } catch {
            throw SettingsFileError(path: path, problem: "\(error)")
        }
        file = path
    }
}
