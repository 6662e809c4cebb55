import CuckooTable
import KeyLayers
import Platform
import TestSupport
import Testing
import TokenPipeline

/// Merging what shards have learned, against the same computed step by step in fractions.
@Suite struct ShardMixingTests {
    private static let numbers = 16

    private static func state(
        _ rows: TrainingRows, _ signatures: [Signature], epoch: Int, decisions: Int64
    ) -> LearnerState {
        var progress = LearningProgress()
        (progress.epoch, progress.decisions) = (epoch, decisions)
        return LearnerState(
            progress: progress, rows: rows.sums(signatures: signatures),
            measure: MeasureCounts(
                decisions: [UInt32(decisions), 1], rightDecisions: [1, 0], costs: [7], costCount: 2, count: 3)
        )
    }

    private static func signature(_ row: Int) -> Signature { Signature(low: UInt64(row), high: 1 << 24) }

    /// What one shard did with its copy of the base's rows, kept step by step.
    private struct Run {
        var state: LearnerState
        /// By signature: what was added to the row, and the sum over all steps of what had been added by then.
        var added: [Signature: [Double]] = [:]
        var area: [Signature: [Double]] = [:]
        var updates: [Signature: Int] = [:]
        var steps: Int64

        init(base: LearnerState?, steps: Int64, newRows: [Int], generator: inout SeededGenerator) {
            let rows = base.map { TrainingRows($0.rows) } ?? TrainingRows(numbers: numbers)
            var signatures =
                base.map { base in (1..<base.rows.count + 1).map { base.rows.signature(of: $0) } } ?? []
            let start = base?.progress.decisions ?? 0
            self.steps = steps
            for step in 0..<steps {
                if Int(step) < newRows.count {
                    _ = rows.append()
                    signatures.append(signature(newRows[Int(step)]))
                }
                if !signatures.isEmpty, Bool.random(using: &generator) {
                    // The first rows are updated by hardly any shard.
                    let row = Int.random(
                        in: (Int.random(in: 0..<20, using: &generator) == 0 ? 0 : signatures.count / 2)..<signatures
                            .count, using: &generator)
                    let noise = (0..<numbers).map { _ in Int32.random(in: -999...999, using: &generator) }
                    rows.update(UInt32(row + 1), noise: noise, step: start + step)
                    updates[signatures[row], default: 0] += 1
                    var sum = added[signatures[row]] ?? [Double](repeating: 0, count: numbers)
                    for number in 0..<numbers { sum[number] += Double(noise[number]) }
                    added[signatures[row]] = sum
                }
                for (signature, sum) in added {
                    var total = area[signature] ?? [Double](repeating: 0, count: numbers)
                    for number in 0..<numbers { total[number] += sum[number] }
                    area[signature] = total
                }
            }
            state = ShardMixingTests.state(
                rows, signatures, epoch: (base?.progress.epoch ?? 0) + 1, decisions: start + steps)
        }
    }

    /// Rows of the base, and what they were over all steps before.
    private static func base(seed: UInt64) throws -> LearnerState {
        var generator = SeededGenerator(seed: seed)
        return Run(base: nil, steps: 300, newRows: Array(0..<12), generator: &generator).state
    }

    @Test(arguments: [1, 2, 3, 7], UInt64(0)..<4) func rowsAreThoseOfTheWholeComputation(
        shards: Int, seed: UInt64
    ) throws {
        var generator = SeededGenerator(seed: seed &* 31 &+ UInt64(shards))
        let base = seed % 2 == 0 ? nil : try Self.base(seed: seed)
        let runs = (0..<shards).map { shard in
            // Some new rows are every shard's, some are one's alone.
            Run(
                base: base, steps: Int64.random(in: 50...200, using: &generator),
                newRows: [100, 101, 200 + shard, 102], generator: &generator)
        }
        let merged = try ShardMixing(base: base, shards: runs.map(\.state)).merged()
        let steps = runs.reduce(0) { $0 + $1.steps } + (base?.progress.decisions ?? 0)
        #expect(merged.progress.decisions == steps)
        #expect(merged.progress.epoch == (base?.progress.epoch ?? 0) + 1)
        let baseRows = base?.rows.count ?? 0
        #expect(merged.rows.count == baseRows + 3 + shards)
        for row in 1...merged.rows.count {
            let signature = merged.rows.signature(of: row)
            let touching = runs.filter { $0.updates[signature] != nil }
            let (values, weighted) = merged.rows.sums(of: row)
            let start = row <= baseRows ? base?.rows.sums(of: row) : nil
            #expect(
                Int(merged.rows.updates(of: row))
                    == touching.reduce(Int(row <= baseRows ? base?.rows.updates(of: row) ?? 0 : 0)) {
                        $0 + ($1.updates[signature] ?? 0)
                    })
            for number in 0..<Self.numbers {
                let first = Double(start?.values[number] ?? 0)
                let firstArea =
                    first * Double(base?.progress.decisions ?? 0) - Double(start?.weighted[number] ?? 0)
                let share = Double(max(touching.count, 1))
                let value = first + touching.reduce(0) { $0 + ($1.added[signature]?[number] ?? 0) } / share
                let area =
                    firstArea + first * Double(steps - (base?.progress.decisions ?? 0))
                    + touching.reduce(0) { $0 + ($1.area[signature]?[number] ?? 0) } * Double(shards) / share
                // Half a unit of a row, and half a unit of an area in the mean.
                #expect(abs(Double(values[number]) - value) <= 0.5)
                let mergedArea = Double(Int64(values[number]) * steps - weighted[number])
                #expect(abs(mergedArea - area) <= 0.5)
            }
        }
    }

    @Test func oneShardLeavesEverythingAsItIs() throws {
        for base in [nil, try Self.base(seed: 5)] {
            var generator = SeededGenerator(seed: 8)
            let run = Run(base: base, steps: 200, newRows: [50, 51], generator: &generator)
            let merged = try ShardMixing(base: base, shards: [run.state]).merged()
            #expect(merged.progress.decisions == run.state.progress.decisions)
            #expect(merged.measure == run.state.measure)
            #expect(merged.rows.count == run.state.rows.count)
            for row in 1...merged.rows.count {
                #expect(merged.rows.signature(of: row) == run.state.rows.signature(of: row))
                #expect(merged.rows.updates(of: row) == run.state.rows.updates(of: row))
                let (mine, others) = (merged.rows.sums(of: row), run.state.rows.sums(of: row))
                for number in 0..<Self.numbers {
                    #expect(mine.values[number] == others.values[number])
                    #expect(mine.weighted[number] == others.weighted[number])
                }
            }
        }
    }

    @Test func shardsOfOtherRoundsAreRefused() throws {
        let base = try Self.base(seed: 2)
        var generator = SeededGenerator(seed: 1)
        let later = Run(base: base, steps: 20, newRows: [], generator: &generator).state
        let first = Run(base: nil, steps: 20, newRows: [1], generator: &generator).state
        var unfinished = later
        unfinished.progress.place = 3
        var forgetful = later
        forgetful.progress.decisions = base.progress.decisions - 1
        for (base, shards) in [
            (nil, [first, later]), (base, [first]), (nil, [later]), (base, [later, unfinished]),
            (base, [forgetful]), (later, [base]),
        ] as [(LearnerState?, [LearnerState])] {
            #expect(throws: InvalidStructure.self) { try ShardMixing(base: base, shards: shards) }
        }
        // Rows that are not those of the base.
        let foreign = Run(base: nil, steps: 20, newRows: [900], generator: &generator).state
        var other = foreign
        other.progress = later.progress
        #expect(throws: InvalidStructure.self) { try ShardMixing(base: base, shards: [later, other]) }
    }

    /// One index must be good for all states.
    @Test func statesOfOtherSizesAreRefused() throws {
        let base = try Self.base(seed: 2)
        var generator = SeededGenerator(seed: 1)
        let shards = (0..<2).map { _ in
            Run(base: base, steps: 20, newRows: [], generator: &generator).state
        }
        _ = try ShardMixing(base: base, shards: shards)
        let changes: [(inout LearnerState) -> Void] = [
            { $0.measure.decisions.removeLast() }, { $0.measure.rightDecisions.append(1) },
            { $0.measure.costs = [] }, { $0.ranks = [0.5] },
            {
                let rows = TrainingRows(numbers: 32)
                let signatures = (1..<$0.rows.count + 1).map($0.rows.signature)
                for _ in signatures { _ = rows.append() }
                $0.rows = rows.sums(signatures: signatures)
            },
        ]
        for (index, change) in changes.enumerated() {
            var other = shards[1]
            change(&other)
            #expect(throws: InvalidStructure.self, "shard, change \(index)") {
                try ShardMixing(base: base, shards: [shards[0], other])
            }
            var otherBase = base
            change(&otherBase)
            #expect(throws: InvalidStructure.self, "base, change \(index)") {
                try ShardMixing(base: otherBase, shards: shards)
            }
        }
    }

    /// Areas grow by the number of shards where one alone has met a row; they are refused, not cut off.
    @Test(arguments: [(Int64(1) << 59, true), (1 << 60, false)])
    func areasThatCannotBeCountedAreRefused(area: Int64, isCounted: Bool) throws {
        let (steps, value) = (Int64(1) << 39, Int32(1) << 25)
        let (rows, none) = (TrainingRows(numbers: Self.numbers), TrainingRows(numbers: Self.numbers))
        rows.append(
            values: [Int32](repeating: value, count: Self.numbers),
            weighted: [Int64](repeating: Int64(value) &* steps &- area, count: Self.numbers), updates: 1)
        var shards = (0..<4).map { _ in Self.state(none, [], epoch: 1, decisions: 1) }
        shards[2] = Self.state(rows, [Self.signature(1)], epoch: 1, decisions: 1)
        shards[2].progress.decisions = steps
        for shard in shards { try shard.rows.check(steps: shard.progress.decisions) }
        let mixing = try ShardMixing(base: nil, shards: shards)
        guard isCounted else {
            _ = #expect(throws: InvalidStructure.self) { try mixing.merged() }
            return
        }
        let merged = try mixing.merged()
        let sums = merged.rows.sums(of: 1)
        #expect(sums.values[0] == value)
        #expect(Int64(value) &* merged.progress.decisions &- sums.weighted[0] == 4 * area)
    }
}
