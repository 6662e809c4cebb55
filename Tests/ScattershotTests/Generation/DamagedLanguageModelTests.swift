import Foundation
import Platform
import Scattershot
import TestSupport
import Testing
import TokenPipeline

/// Language models with wrong bytes: an error or the same answers, and never a crash.
@Suite struct DamagedLanguageModelTests {
    private static func smallModel() throws -> LanguageModel {
        try LanguageModelTests.learn(
            "the cat sees the dog. the dog sees a cat 👩‍👧.", settings: NextTokenSettings(order: 2))
    }

    // Without optimisation a load takes a hundred times as long.
    #if DEBUG
        private static let step = 7
        private static let rounds = 150
    #else
        private static let step = 1
        private static let rounds = 3000
    #endif

    @Test func everyFlippedByte() throws {
        let scratch = try ScratchDirectory()
        let path = scratch.file("model")
        let model = try Self.smallModel()
        try model.write(to: path)
        let expected = try LanguageModelTests.answers(of: model)
        let file = try scratch.get("model")
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        var (loaded, refused) = (0, 0)
        for place in stride(from: 0, to: file.count, by: Self.step) {
            try handle.seek(toOffset: UInt64(place))
            try handle.write(contentsOf: Data([file[place] ^ 0x80]))
            do {
                let damaged = try LanguageModel(contentsOf: path)
                #expect(try LanguageModelTests.answers(of: damaged) == expected, "byte \(place)")
                loaded += 1
            } catch {
                #expect(error is ModelFileError, "byte \(place): \(error)")
                refused += 1
            }
            try handle.seek(toOffset: UInt64(place))
            try handle.write(contentsOf: Data([file[place]]))
        }
        #expect(refused > loaded && loaded > 0, "\(refused) refused, \(loaded) loaded")
    }

    @Test func everyTruncation() throws {
        let scratch = try ScratchDirectory()
        let path = scratch.file("model")
        try Self.smallModel().write(to: path)
        let size = try scratch.get("model").count
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        for length in stride(from: size - 1, through: 0, by: -Self.step) {
            try handle.truncate(atOffset: UInt64(length))
            #expect(throws: ModelFileError.self, "\(length) of \(size) bytes") {
                try LanguageModel(contentsOf: path)
            }
        }
    }

    @Test func damageWithRightChecksums() throws {
        let seed = UInt64.random(in: .min ... .max)
        // Printed at once: the failure that is looked for would end the process.
        print("damageWithRightChecksums(language): seed \(seed)")
        let scratch = try ScratchDirectory()
        try Self.smallModel().write(to: scratch.file("model"))
        let whole = try #require(ModelContainer(scratch.get("model")))
        var damage = ModelDamage(seed: seed, description: "language")
        var (loaded, refused) = (0, 0)
        for _ in 0..<Self.rounds {
            let path = try scratch.put("damaged", damage.applied(to: whole).sealed())
            do {
                let damaged = try LanguageModel(contentsOf: path)
                loaded += 1
                _ = try LanguageModelTests.answers(of: damaged)
                var probabilities: [Double] = []
                damaged.next.distribution(after: EmittedHistory(), into: &probabilities)
                let sum: Double = probabilities.reduce(0, +)
                #expect(abs(sum - 1) < 1e-9, "seed \(seed)")
                _ = try damaged.score(MemorySource("the zebra sees"), isAdapting: true)
                try damaged.write(to: scratch.file("again"))
            } catch {
                #expect(error is ModelFileError, "seed \(seed): \(error)")
                refused += 1
            }
        }
        #expect(
            loaded > Self.rounds / 30 && refused > Self.rounds / 30,
            "seed \(seed): \(loaded) loaded, \(refused) refused: the damage is too small or too large")
    }
}
