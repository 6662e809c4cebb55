import Profiling
import Testing

struct FoldedStacksTests {
    private func parse(_ text: String) throws -> [(frames: [Substring], time: Int)] {
        try text.split(separator: "\n").map { line in
            let space = try #require(line.lastIndex(of: " "))
            return (
                line[..<space].split(separator: ";"), try #require(Int(line[line.index(after: space)...]))
            )
        }
    }

    @Test func stacksAddUpToTheStages() throws {
        let report = ExampleReport.make()
        let stacks = try parse(FoldedStacks.text(report))
        #expect(stacks.reduce(0) { $0 + $1.time } == Int(report.stages.reduce(0) { $0 + $1.time }))
        for stage in report.stages {
            let time = stacks.filter { $0.frames.last.map(String.init) == stage.name }.reduce(0) {
                $0 + $1.time
            }
            #expect(time == Int(stage.time), "\(stage.name)")
        }
        #expect(stacks.contains { $0.frames == ["worker 1", "block", "search"] })
        #expect(stacks.contains { $0.frames == ["worker 2", "wait"] })
    }

    @Test func whatTheTimelineLeavesOutStandsApart() throws {
        var report = ExampleReport.make()
        report.timeline.removeFirst()
        report.timeline[0].spans.removeLast(7)
        let stacks = try parse(FoldedStacks.text(report))
        #expect(
            abs(stacks.reduce(0) { $0 + $1.time } - Int(report.stages.reduce(0) { $0 + $1.time }))
                < stacks.count)
        #expect(stacks.contains { $0.frames == ["not in the timeline", "search"] })
    }

    @Test func timeOfABlockBetweenItsStagesIsItsOwn() throws {
        var report = ExampleReport.make(workers: 1, blocks: 1)
        report.timeline[0].spans.removeAll { $0.stage == 2 }
        let stacks = try parse(FoldedStacks.text(report))
        let block = try #require(stacks.first { $0.frames == ["worker 0", "block"] })
        #expect(block.time == Int(report.stages[2].time))
        #expect(stacks.reduce(0) { $0 + $1.time } == Int(report.stages.reduce(0) { $0 + $1.time }))
    }

    @Test func namesCannotBreakALine() throws {
        var report = ExampleReport.make(workers: 1, blocks: 1)
        report.stages[0].name = "re;ad\n99"
        let stacks = try parse(FoldedStacks.text(report))
        #expect(stacks.contains { $0.frames == ["worker 0", "block", "re,ad 99"] })
    }

    @Test func timesBeyondAllMeasureAreCut() throws {
        var report = ExampleReport.make(workers: 1, blocks: 1)
        report.timeline = []
        for index in report.stages.indices {
            (report.stages[index].name, report.stages[index].time) = ("a", 1e300)
        }
        report.stages[0].time = .infinity
        let stacks = try parse(FoldedStacks.text(report))
        #expect(stacks.map(\.frames) == [["not in the timeline", "a"]])
    }
}
