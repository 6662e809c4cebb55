import Foundation
import Profiling
import TestSupport
import Testing

/// The published schema and the comparisons of profiles agree.
struct ComparisonSchemaTests {
    private func schema() throws -> JSONSchema { try JSONSchema(named: "comparison") }

    private func object(_ comparison: ProfileComparison) throws -> Any {
        try JSONSerialization.jsonObject(with: Data(try comparison.json()))
    }

    /// Everything that can differ does.
    private func comparison() -> ProfileComparison {
        let old = ExampleReport.make(workers: 1, blocks: 1)
        var new = ExampleReport.make(workers: 2, blocks: 1)
        new.machine.fingerprint = "other"
        new.settings[0].value += "0"
        new.settings.append(Setting(name: "kernel", value: "scalar"))
        return ProfileComparison(old: old, new: new)
    }

    @Test func comparisonsFollowTheSchema() throws {
        let problems = try schema().problems(of: object(comparison()))
        #expect(problems.isEmpty, "\(problems)")
    }

    @Test func comparisonsWithoutOptionalMembersFollowTheSchema() throws {
        var old = ExampleReport.make(workers: 1, blocks: 1)
        (old.run.passes, old.run.plainPasses, old.stages) = ([], [], [])
        let comparison = ProfileComparison(old: old, new: ExampleReport.make(workers: 1, blocks: 1))
        #expect(comparison.ratio == nil && comparison.test == nil && comparison.old.passTime == nil)
        let problems = try schema().problems(of: object(comparison))
        #expect(problems.isEmpty, "\(problems)")
    }

    @Test func everyMemberOfTheSchemaIsInAComparison() throws {
        let unused = try schema().members().subtracting(schema().members(of: object(comparison())))
        #expect(unused.isEmpty, "\(unused)")
    }

    @Test func theSchemaRefusesWhatIsWrong() throws {
        var comparison = comparison()
        comparison.schema = "scattershot.comparison/0"
        comparison.old.passes = -1
        comparison.test?.pValue = 7
        let problems = try schema().problems(of: object(comparison))
        #expect(problems.count == 3, "\(problems)")
    }
}
