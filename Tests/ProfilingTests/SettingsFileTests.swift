import Foundation
import Platform
import Profiling
import Scattershot
import TestSupport
import Testing

@Suite struct SettingsFileTests {
    private static let settings = EngineSettings(
        threads: 1, pinned: false, tableCopies: 1, blockBytes: 1 << 16, kernel: .simd,
        prefetchDistance: .standard)

    private static func file(machine: String = "12345678", model: String = "m") -> SettingsFile {
        SettingsFile(
            version: "1", machine: machine, processor: "one", model: model, settings: settings,
            measured: SettingsFile.Measured(
                tokensPerSecond: 2, defaultTokensPerSecond: 1, inputBytes: 3, evaluations: 4, end: .settled))
    }

    /// A model file that is only a header.
    private static func model(in scratch: ScratchDirectory) throws -> (path: String, digest: String) {
        let path = try scratch.put("m.model", Array("SCATRSHT".utf8) + (8..<64).map { UInt8($0) })
        return (path, try ModelDigest(ofFile: path).description)
    }

    @Test func aWrittenFileIsReadBack() throws {
        let scratch = try ScratchDirectory()
        let path = scratch.file("s.json")
        try Self.file().write(to: path)
        #expect(try SettingsFile(contentsOf: path) == Self.file())
        #expect(try SettingsLookup(file: path).settings == Self.settings)
    }

    @Test func settingsAreFoundBesideTheirModel() throws {
        let scratch = try ScratchDirectory()
        let (model, digest) = try Self.model(in: scratch)
        let path = SettingsFile.path(forModel: model)
        let nothing = SettingsLookup(besideModel: model) { "12345678" }
        #expect(nothing.file == nil && nothing.note == nil)
        try Self.file(model: digest).write(to: path)
        let found = SettingsLookup(besideModel: model) { "12345678" }
        #expect(found.settings == Self.settings && found.file == path && found.note == nil)
    }

    @Test func otherMachinesAndModelsIgnoreThem() throws {
        let scratch = try ScratchDirectory()
        let (model, digest) = try Self.model(in: scratch)
        for (file, reason) in [
            (Self.file(machine: "0", model: digest), "another machine"),
            (Self.file(model: "1-2"), "another version of the model"),
        ] {
            try file.write(to: SettingsFile.path(forModel: model))
            let found = SettingsLookup(besideModel: model) { "12345678" }
            #expect(found.file == nil && found.settings == EngineSettings())
            let note = try #require(found.note)
            #expect(note.contains(reason) && note.contains("tune") && !note.contains("\n"), "\(note)")
        }
    }

    @Test func settingsThatCannotRunHereAreIgnored() throws {
        let scratch = try ScratchDirectory()
        let (model, digest) = try Self.model(in: scratch)
        var file = Self.file(model: digest)
        file.settings.kernel = Kernel.supported.contains(.neon) ? .vbmi : .neon
        let path = SettingsFile.path(forModel: model)
        try file.write(to: path)
        let found = SettingsLookup(besideModel: model) { "12345678" }
        #expect(found.file == nil && found.note?.contains("--kernel") == true, "\(found.note ?? "")")
        #expect(throws: SettingsFileError.self) { try SettingsLookup(file: path) }
    }

    /// No bytes lead to a crash, and every refusal is one line that names the file.
    @Test(arguments: UInt64(1)...40) func damagedFilesAreRefused(seed: UInt64) throws {
        let scratch = try ScratchDirectory()
        var random = SeededGenerator(seed: seed)
        let path = scratch.file("s.json")
        try Self.file().write(to: path)
        var bytes = try scratch.get("s.json")
        switch seed % 4 {
        case 0: bytes.removeLast(Int.random(in: 2..<bytes.count, using: &random))
        case 1: bytes = random.bytes(Int.random(in: 0...200, using: &random))
        case 2: bytes.insert(0, at: Int.random(in: 0..<bytes.count, using: &random))
        default:
            bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        _ = try scratch.put("s.json", bytes)
        do {
            let file = try SettingsFile(contentsOf: path)
            // One changed byte can be another valid file.
            #expect(seed % 4 == 3, "seed \(seed) was accepted: \(file)")
            #expect((try? file.settings.checkRanges()) != nil, "seed \(seed)")
        } catch let error as SettingsFileError {
            let text = error.description
            #expect(
                text.hasPrefix(path) && text.contains("tune") && !text.contains("\n"), "seed \(seed): \(text)"
            )
        }
    }

    @Test(arguments: [
        (#""threads" : 1"#, #""threads" : 0"#), (#""threads" : 1"#, #""threads" : 99999999999999999999"#),
        (#""threads" : 1"#, #""threads" : "1""#), (#""kernel" : "simd""#, #""kernel" : "fast""#),
        (#""prefetchDistance" : 16"#, #""prefetchDistance" : 3"#),
        (#""prefetchDistance" : 16"#, #""prefetchDistance" : -4"#),
        (#""blockBytes" : 65536"#, #""blockBytes" : 1"#), (#""tableCopies" : 1"#, #""tableCopies" : 2"#),
        ("settings/1", "settings/2"),
    ]) func impossibleValuesAreRefused(old: String, new: String) throws {
        let scratch = try ScratchDirectory()
        let path = scratch.file("s.json")
        try Self.file().write(to: path)
        let text = String(decoding: try scratch.get("s.json"), as: UTF8.self)
        #expect(text.contains(old), "\(text)")
        _ = try scratch.put("s.json", Array(text.replacing(old, with: new).utf8))
        #expect(throws: SettingsFileError.self) { try SettingsFile(contentsOf: path) }
    }

    @Test func largeFilesAreNotRead() throws {
        let scratch = try ScratchDirectory()
        let path = try scratch.put("s.json", Array(repeating: 0x20, count: 1 << 20))
        #expect(throws: SettingsFileError.self) { try SettingsFile(contentsOf: path) }
        #expect(throws: SettingsFileError.self) { try SettingsFile(contentsOf: "/dev/zero") }
    }
}
