import CuckooTable
import KeyLayers
import Platform

/// Merges what the shards of a round have learned, each from the same state and from a part of the data of its own, into
/// the state that the next round begins from.
///
/// Source: McDonald, Hall and Mann, "Distributed training strategies for the structured perceptron", NAACL 2010 (iterative
/// parameter mixing). What a shard added to a row is averaged over the shards that updated it, not over all of them: a row
/// that one shard alone has seen would otherwise learn at a fraction of its rate.
///
/// Let the round begin with the row V, and let shard k take t(k) decisions and leave the row at V + d(k). The area of a row
/// is its sum over all decisions, from which its mean follows; a(k) is the area of what shard k added. With n shards, of
/// which m updated the row:
///
///     decisions   +Σ t(k)                 area   +V · Σ t(k) + Σ a(k) · n / m
///     row         +Σ d(k) / m             updates   +the shards' updates
///
/// Sums are whole numbers and exact in any order. Rounding is half away from zero and happens once a number: by at most
/// half a unit of a row (2^−`TrainingRows.fractionBits` of a number's last digit divided by two), and half a unit of an area
/// (the same, divided by all decisions, in a mean). Nothing is cut off beside it: a merged number is a mean of the shards'
/// numbers and so no larger than the largest of them, and an area that is too large is refused. One shard leaves everything
/// as it is.
///
/// This is the pairwise merging of counts and means (Chan, Golub and LeVeque, 1979) for what a row is: not a sample of
/// values but a path over decisions. Its count is the decisions, its mean the area divided by them; areas of parts add
/// up exactly, which a mean would not. A row has no variance, so that there is none to merge: nothing is decided by one,
/// and the paths of shards are not independent samples from which to estimate it.
public struct ShardMixing {
    private let base: LearnerState?
    private let shards: [LearnerState]

    /// A mixing of states of learners with one frame, each of which has passed `LearnerState.check`.
    ///
    /// - Parameters:
    ///   - base: the state that all shards went on from; nil when they began anew.
    ///   - shards: the states that they came to, in the order of their numbers.
    /// - Precondition: at least one shard.
    /// - Throws: `InvalidStructure` when a state has other sizes than the others, a shard did not go on from `base`, or did
    ///   not finish the same pass as the others.
    /// - Complexity: O(shards · rows).
    public init(base: LearnerState?, shards: [LearnerState]) throws(InvalidStructure) {
        precondition(!shards.isEmpty, "no shard")
        self.base = base
        self.shards = shards
        let sizes = Sizes(shards[0])
        guard (shards.dropFirst() + (base.map { [$0] } ?? [])).allSatisfy({ Sizes($0) == sizes }) else {
            throw InvalidStructure("the shards have learned rows, outputs or ranks of different numbers")
        }
        let epoch = (base?.progress.epoch ?? 0) + 1
        for shard in shards {
            guard shard.progress.place == nil, shard.progress.epoch == epoch, base?.progress.place == nil
            else {
                throw InvalidStructure("the shards have not finished the same round")
            }
            guard shard.progress.decisions >= base?.progress.decisions ?? 0,
                shard.progress.errors >= base?.progress.errors ?? 0,
                (1..<(base?.rows.count ?? 0) + 1).allSatisfy({ row in
                    row <= shard.rows.count && base?.rows.signature(of: row) == shard.rows.signature(of: row)
                })
            else { throw InvalidStructure("a shard has not learned on from the state that is given") }
        }
    }

    /// What must be the same in all states, so that one index is good for all of them.
    private struct Sizes: Equatable {
        var numbers, decisions, rightDecisions, costs, ranks: Int

        init(_ state: LearnerState) {
            numbers = state.rows.numbers
            (decisions, rightDecisions) = (
                state.measure.decisions.count, state.measure.rightDecisions.count
            )
            (costs, ranks) = (state.measure.costs.count, state.ranks.count)
        }
    }

    /// The merged state.
    ///
    /// - Throws: `InvalidStructure` when there are more decisions, or larger areas, than can be counted.
    /// - Complexity: O(shards · rows · numbers) time; memory for the merged rows, and four bytes for each new row and shard.
    public func merged() throws(InvalidStructure) -> LearnerState {
        var state = LearnerState(progress: try progress(), rows: shards[0].rows, measure: measure)
        state.ranks = shards[0].ranks
        let baseRows = base?.rows.count ?? 0
        let (signatures, places) = newRows(after: baseRows)
        let numbers = state.rows.numbers
        let rows = TrainingRows(numbers: numbers)
        var sources = [Int](repeating: 0, count: shards.count)
        var (values, weighted) = (
            [Int32](repeating: 0, count: numbers), [Int64](repeating: 0, count: numbers)
        )
        for row in 1..<baseRows + signatures.count + 1 {
            for shard in shards.indices {
                sources[shard] = row <= baseRows ? row : Int(places[shard][row - baseRows - 1])
            }
            let updates = try mix(
                row: row <= baseRows ? row : nil, sources: sources, steps: state.progress.decisions,
                values: &values, weighted: &weighted)
            rows.append(values: values, weighted: weighted, updates: updates)
        }
        let all = (1..<baseRows + 1).compactMap { base?.rows.signature(of: $0) } + signatures
        state.rows = rows.sums(signatures: all)
        return state
    }

    /// The signatures of rows that only the shards have, and for each shard which of its rows they are, 0 for none. They
    /// come in the order of the shards, and of the rows in a shard.
    private func newRows(after baseRows: Int) -> (signatures: [Signature], places: [[UInt32]]) {
        var signatures: [Signature] = []
        let numbers = GrowingTable()
        for shard in shards {
            for row in baseRows + 1..<max(shard.rows.count, baseRows) + 1 {
                let signature = shard.rows.signature(of: row)
                if numbers.find(signature) != 0 { continue }
                signatures.append(signature)
                numbers.insert(signature, value: UInt32(signatures.count))
            }
        }
        let places = shards.map { shard in
            var places = [UInt32](repeating: 0, count: signatures.count)
            for row in baseRows + 1..<max(shard.rows.count, baseRows) + 1 {
                places[Int(numbers.find(shard.rows.signature(of: row))) - 1] = UInt32(row)
            }
            return places
        }
        return (signatures, places)
    }

    /// Merges a row and returns its updates.
    ///
    /// - Parameters:
    ///   - row: its number in the base; nil for one that is not there.
    ///   - sources: its number in each shard, 0 for none.
    private func mix(
        row: Int?, sources: [Int], steps: Int64, values: inout [Int32], weighted: inout [Int64]
    ) throws(InvalidStructure) -> UInt32 {
        let before = UInt64(row.flatMap { base?.rows.updates(of: $0) } ?? 0)
        let baseSteps = base?.progress.decisions ?? 0
        let start = row.flatMap { base?.rows.sums(of: $0) }
        var updates = before
        var ends: [(values: UnsafePointer<Int32>, weighted: UnsafePointer<Int64>, steps: Int64)] = []
        for (shard, source) in sources.enumerated() where source > 0 {
            let rows = shards[shard].rows
            let after = UInt64(rows.updates(of: source))
            // A count that is full does not tell whether there were more.
            guard after > before || after == UInt32.max else { continue }
            updates += after - before
            let end = rows.sums(of: source)
            ends.append((end.values, end.weighted, shards[shard].progress.decisions))
        }
        let mixed = Int128(max(ends.count, 1))
        for number in values.indices {
            let first = Int64(start?.values[number] ?? 0)
            let firstArea = first &* baseSteps &- (start?.weighted[number] ?? 0)
            var (change, area) = (Int64(0), Int128(0))
            for end in ends {
                let last = Int64(end.values[number])
                change += last - first
                area += Int128(last &* end.steps &- end.weighted[number])
                area -= Int128(firstArea) + Int128(first) * Int128(end.steps - baseSteps)
            }
            let value = first + Int64(Self.rounded(Int128(change), over: mixed))
            let total =
                Int128(firstArea) + Int128(first) * Int128(steps - baseSteps)
                + Self.rounded(area * Int128(shards.count), over: mixed)
            guard total.magnitude < RowSums.largestArea else {
                throw InvalidStructure("the merged sums of the rows are beyond what can be counted")
            }
            values[number] = Int32(value)
            // Kept modulo 2^64, as while it is learned.
            weighted[number] = Int64(truncatingIfNeeded: Int128(value) * Int128(steps) - total)
        }
        return UInt32(clamping: updates)
    }

    /// The whole number nearest to a fraction, halves away from zero.
    private static func rounded(_ numerator: Int128, over denominator: Int128) -> Int128 {
        (numerator + (numerator < 0 ? -denominator / 2 : denominator / 2)) / denominator
    }

    private func progress() throws(InvalidStructure) -> LearningProgress {
        let base = base?.progress ?? LearningProgress()
        var merged = shards[0].progress
        (merged.decisions, merged.errors, merged.positions) = (base.decisions, base.errors, 0)
        for shard in shards {
            merged.decisions += shard.progress.decisions - base.decisions
            merged.errors += shard.progress.errors - base.errors
            merged.positions += shard.progress.positions
        }
        (merged.decisionsBefore, merged.errorsBefore) = (base.decisions, base.errors)
        guard merged.decisions <= RowSums.mostSteps else {
            throw InvalidStructure(
                "the shards have taken \(merged.decisions) decisions, more than can be counted")
        }
        return merged
    }

    private static func sum(_ first: UInt32, _ second: UInt32) -> UInt32 {
        UInt32(clamping: UInt64(first) + UInt64(second))
    }

    /// What the first pass measured; later rounds carry it on.
    private var measure: MeasureCounts {
        var merged = shards[0].measure
        guard base == nil else { return merged }
        for shard in shards.dropFirst() {
            for index in merged.decisions.indices {
                merged.decisions[index] = Self.sum(merged.decisions[index], shard.measure.decisions[index])
                merged.rightDecisions[index] = Self.sum(
                    merged.rightDecisions[index], shard.measure.rightDecisions[index])
            }
            for index in merged.costs.indices { merged.costs[index] &+= shard.measure.costs[index] }
            merged.costCount += shard.measure.costCount
            merged.count += shard.measure.count
        }
        return merged
    }
}
