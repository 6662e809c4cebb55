import Platform
import Scattershot

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Settings that were measured for one model on one machine, as a file beside the model.
public struct SettingsFile: Codable, Sendable, Equatable {
    /// Name and version of the schema.
    public static let currentSchema = "scattershot.settings/1"

    /// Name and version of the schema that the file follows.
    public var schema = SettingsFile.currentSchema
    /// Version of the program that wrote it.
    public var version: String
    /// Fingerprint of the machine, as ``MachineFacts`` has it.
    public var machine: String
    /// The machine's processor, for readers.
    public var processor: String
    /// Digest of the model, as ``ModelDigest`` has it.
    public var model: String
    /// The settings.
    public var settings: EngineSettings
    /// What they were measured to give; nil in a file written by hand.
    public var measured: Measured?

    /// How the settings did.
    public struct Measured: Codable, Sendable, Equatable {
        /// Tokens a second with these settings.
        public var tokensPerSecond: Double
        /// Tokens a second with the default settings.
        public var defaultTokensPerSecond: Double
        /// Bytes of input of a measurement.
        public var inputBytes: Int
        /// Measurements of the whole search.
        public var evaluations: Int
        /// Why the search ended.
        public var end: SettingsSearch.End

        /// Figures of a search.
        public init(
            tokensPerSecond: Double, defaultTokensPerSecond: Double, inputBytes: Int, evaluations: Int,
            end: SettingsSearch.End
        ) {
            self.tokensPerSecond = tokensPerSecond
            self.defaultTokensPerSecond = defaultTokensPerSecond
            self.inputBytes = inputBytes
            self.evaluations = evaluations
            self.end = end
        }
    }

    /// A file's content.
    public init(
        version: String, machine: String, processor: String, model: String, settings: EngineSettings,
        measured: Measured?
    ) {
        self.version = version
        self.machine = machine
        self.processor = processor
        self.model = model
        self.settings = settings
        self.measured = measured
    }

    /// Where the settings for a model are looked for.
    ///
    /// - Complexity: O(length of the path).
    public static func path(forModel model: String) -> String { model + ".settings.json" }

    /// Larger files are no settings.
    private static let mostBytes = 1 << 16

    /// Reads a file.
    ///
    /// - Throws: `SettingsFileError` for a file that is no settings file, of another version or damaged; `SystemError` for
    ///   one that cannot be read.
    /// - Complexity: O(size), at most 64 KiB.
    public init(contentsOf path: String) throws {
        let input = try FileInput(path)
        var bytes = [UInt8](repeating: 0, count: Self.mostBytes + 1)
        var count = 0
        while count < bytes.count {
            let place = count
            let got = try bytes.withUnsafeMutableBytes {
                try input.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[place...]))
            }
            if got == 0 { break }
            count += got
        }
        do {
            try self.init(json: bytes[..<count])
        } catch {
            throw SettingsFileError(path: path, problem: error.text)
        }
    }

    /// What is wrong with a file whose name the caller knows.
    private struct Problem: Error {
        var text: String
    }

    private struct Schema: Decodable {
        var schema: String
    }

    private init(json: ArraySlice<UInt8>) throws(Problem) {
        let data = Data(json)
        // JSON has no zero bytes; the decoder would take them for UTF-16.
        guard json.count <= Self.mostBytes, !json.contains(0),
            let schema = try? JSONDecoder().decode(Schema.self, from: data).schema
        else { throw Problem(text: "this is no settings file") }
        guard schema == Self.currentSchema else {
            throw Problem(
                text: "its schema is '\(schema.prefix(40))', but this program reads '\(Self.currentSchema)'")
        }
        guard let file = try? JSONDecoder().decode(SettingsFile.self, from: data) else {
            throw Problem(text: "a setting is missing or has a value that it cannot have")
        }
        self = file
        do {
            try settings.checkRanges()
        } catch {
            throw Problem(text: error.description)
        }
    }

    /// Writes the file: to a temporary one beside it, synced and renamed.
    ///
    /// - Throws: `SystemError` when it cannot be written; what stood there before is still there then.
    /// - Complexity: O(size).
    public func write(to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let file = try AtomicFile(path)
        do {
            try file.write(Array(try encoder.encode(self)) + [0x0A])
            try file.commit()
        } catch {
            file.discard()
            throw error
        }
    }
}

/// A settings file that cannot be used.
public struct SettingsFileError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file.
    public let path: String
    /// What is wrong with it.
    public let problem: String

    /// One line: file, problem and remedy.
    public var description: String {
        "\(path): \(problem); remove the file, or write it again with 'scattershot tune'".asPlainLine
    }
}
