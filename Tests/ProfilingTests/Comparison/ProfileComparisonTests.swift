import Foundation
import Profiling
import Testing

struct ProfileComparisonTests {
    /// Two reports whose passes are these numbers of milliseconds.
    private func compare(
        _ old: [Double], _ new: [Double], change: (inout ProfileReport) -> Void = { _ in }
    ) -> ProfileComparison {
        var (before, now) = (ExampleReport.make(), ExampleReport.make())
        before.run.plainPasses = old.map { $0 * 1e6 }
        now.run.plainPasses = new.map { $0 * 1e6 }
        change(&now)
        return ProfileComparison(old: before, new: now)
    }

    private let base: [Double] = [100, 101, 99, 100.5, 99.5, 100.2, 99.8]

    @Test func fasterWithItsInterval() throws {
        let comparison = compare(base, base.map { $0 * 0.88 })
        #expect(comparison.verdict == .faster)
        let ratio = try #require(comparison.ratio)
        #expect(abs(ratio.estimate - 0.88) < 1e-9 && ratio.lower < 0.88 && ratio.upper > 0.88)
        #expect(comparison.sentence.hasPrefix("faster by 12.0 % (1"), "\(comparison.sentence)")
        #expect(comparison.sentence.contains("p = 0.0006"), "\(comparison.sentence)")
        #expect(!comparison.regresses(by: 0))
        #expect(comparison.warnings.isEmpty && comparison.settings.isEmpty && comparison.machine.isEmpty)
    }

    @Test func slowerRegressesOnlyPastItsInterval() throws {
        let comparison = compare(base, base.map { $0 * 1.06 })
        #expect(comparison.verdict == .slower)
        #expect(comparison.sentence.hasPrefix("slower by 6.0 % ("), "\(comparison.sentence)")
        #expect(comparison.regresses(by: 0.02))
        // 6 % slower is more than 5.9 %, but these passes cannot tell.
        #expect(!comparison.regresses(by: 0.059))
        #expect(!comparison.regresses(by: 0.1))
    }

    @Test func noiseIsNoRegression() {
        let comparison = compare([100, 110, 95, 105, 99, 103], [101, 109, 97, 104, 100, 102])
        #expect(comparison.verdict == .noDifference)
        #expect(comparison.sentence.hasPrefix("no difference that these passes can show"))
        #expect(!comparison.regresses(by: 0))
    }

    @Test func threePassesCannotShowAnything() {
        let comparison = compare([100, 101, 102], [200, 201, 202])
        #expect(comparison.verdict == .tooFewPasses)
        #expect(!comparison.regresses(by: 0.05))
        #expect(comparison.obstacle == comparison.sentence)
        #expect(comparison.sentence.contains("3 before and 3 now"))
        #expect(compare(base, []) { $0.run.passes = [] }.verdict == .tooFewPasses)
        #expect(compare([100, 101, 102, 103], [200, 201, 202, 203]).verdict == .slower)
    }

    @Test func whatDiffersIsSaid() throws {
        let comparison = compare(base, base) {
            $0.machine.fingerprint = "other"
            $0.machine.processors = 2
            $0.run.outputDigest = "00"
            $0.settings[0].value = "9"
            $0.settings.append(Setting(name: "kernel", value: "scalar"))
        }
        #expect(comparison.warnings.count == 2)
        #expect(comparison.warnings.contains { $0.contains("machines differ") })
        #expect(comparison.warnings.contains { $0.contains("outputs differ") })
        #expect(comparison.machine.map(\.name) == ["fingerprint", "CPUs"])
        #expect(!comparison.isOfOneProgram && comparison.obstacle != nil)
        #expect(
            comparison.settings == [
                ProfileComparison.Difference(name: "threads", old: "3", new: "9"),
                ProfileComparison.Difference(name: "kernel", old: nil, new: "scalar"),
            ])
    }

    @Test func otherAmountsAreComparedByTheItem() throws {
        let comparison = compare(base, base.map { $0 * 2 }) { $0.run.items *= 2 }
        #expect(try #require(comparison.ratio).estimate == 1)
        #expect(comparison.verdict == .noDifference)
        #expect(comparison.warnings.contains { $0.contains("amounts differ") })
    }

    @Test func stagesAreComparedByTheItem() throws {
        let comparison = compare(base, base) {
            $0.stages[3].time *= 3
            $0.stages[2].name = "probe"
        }
        #expect(comparison.stages.map(\.name) == ["read", "parse", "probe", "search", "write", "look up"])
        #expect(abs(try #require(comparison.stages[3].ratio) - 3) < 1e-12)
        #expect(comparison.stages[2].old == nil && comparison.stages[5].new == nil)
    }

    @Test func tableAndJSONSayTheSame() throws {
        let comparison = compare(base, base.map { $0 * 1.5 }) { $0.machine.fingerprint = "other" }
        let text = ComparisonTable.text(comparison, width: 120)
        #expect(text.contains(comparison.sentence))
        #expect(text.contains("warning: The machines differ"))
        #expect(text.contains("search"))
        for width in [80, 120] {
            for line in ComparisonTable.text(comparison, width: width).split(separator: "\n") {
                #expect(line.count <= width, "\(line)")
            }
        }
        let json = Data(try comparison.json())
        #expect(try JSONDecoder().decode(ProfileComparison.self, from: json) == comparison)
        #expect(String(decoding: json, as: UTF8.self).contains("\"schema\" : \"scattershot.comparison/1\""))
    }
}

struct RegressionLimitTests {
    @Test(arguments: [
        ("5%", 0.05), ("5 %", 0.05), ("2.5%", 0.025), ("0.05", 0.05), ("0", 0), ("100%", 1), (".5", 0.5),
    ])
    func limitsAreRead(argument: String, fraction: Double) throws {
        #expect(abs(try #require(RegressionLimit(argument: argument)).fraction - fraction) < 1e-12)
    }

    @Test(arguments: [
        "", "%", "5", "1", "-5%", "nan", "inf%", "0x1p-3", "5%%", "5  %", "1e-3", "2000%", "1.2.3", "٥%",
    ])
    func otherTextsAreNot(argument: String) {
        #expect(RegressionLimit(argument: argument) == nil)
    }

    @Test func limitsDescribeThemselves() {
        #expect(RegressionLimit(argument: "0.05")?.description == "5 %")
    }
}
