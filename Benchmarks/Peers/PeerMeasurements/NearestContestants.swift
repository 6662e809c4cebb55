import DigitKeys
import Platform

/// Keys of sixteen uniform digits, questions of the same kind, and the distance f = 2, P = 4.
private final class NearestTask {
    let planes: KeyPlanes
    let distance: DigitDistance
    /// A key after the other, a byte a digit.
    let rows: [UInt8]
    let questions: [UInt8]
    let packed: [PackedKey]
    let batch: Int

    init(keys: Int) throws {
        let source = KeySource(seed: 11, dictionary: 1)
        planes = KeyPlanes(keys: (0..<keys).map { source.weights(of: $0, shape: .line) }, shape: .line)
        distance = try DigitDistance(shape: .line, factor: 2, penalty: 4)
        rows = (0..<keys).flatMap { [planes] in planes.digits(of: $0) }
        batch = keys > 100_000 ? 64 : 1024
        let asked = KeySource(seed: 12, dictionary: 2)
        questions = (0..<batch).flatMap {
            KeyNumbers.digits(of: asked.weights(of: $0, shape: .line), shape: .line)
        }
        packed = (0..<1 << 16).map { PackedKey(number: asked.weights(of: $0, shape: .line)[0]) }
        // All contestants of the engine must agree with the definition.
        let plain = ScalarScan(keys: planes, distance: distance).nearest(to: question(0)).index
        guard plain == plainLoop(question(0)) else { fatalError("the plain loop is wrong") }
    }

    func question(_ index: Int) -> [UInt8] { Array(questions[index * 16..<(index + 1) * 16]) }

    /// The scan as one would write it without thinking of speed.
    @inline(never)
    func plainLoop(_ query: [UInt8]) -> Int {
        var (best, nearest) = (Int.max, -1)
        for key in 0..<planes.count {
            var sum = 0
            for place in 0..<16 {
                let (q, k) = (Int(query[place]), Int(rows[key * 16 + place]))
                if q != k { sum += (1 << (15 - place)) * (4 + abs(q - k)) }
            }
            if sum < best { (best, nearest) = (sum, key) }
        }
        return nearest
    }

    /// The same over pointers and without branches, which the compiler turns into vector instructions.
    @inline(never)
    func pointerLoop(_ query: UnsafePointer<UInt8>) -> Int {
        rows.withUnsafeBufferPointer { rows in
            guard var key = rows.baseAddress else { return -1 }
            var (best, nearest) = (Int32.max, -1)
            for index in 0..<planes.count {
                var sum: Int32 = 0
                for place in 0..<16 {
                    let difference = Int32(query[place]) &- Int32(key[place])
                    let apart = difference < 0 ? 0 &- difference : difference
                    let cost = apart &+ (difference == 0 ? 0 : 4)
                    sum &+= cost << Int32(truncatingIfNeeded: 15 &- place)
                }
                if sum < best { (best, nearest) = (sum, index) }
                key += 16
            }
            return nearest
        }
    }
}

/// Makes the keys of one size once for all contestants.
private final class NearestTasks {
    private var tasks: [Int: NearestTask] = [:]

    func task(_ keys: Int) throws -> NearestTask {
        let task = try tasks[keys] ?? NearestTask(keys: keys)
        tasks[keys] = task
        return task
    }
}

/// The ways to find the nearest key.
func nearestContestants(keys sizes: [Int]) -> [Contestant] {
    let tasks = NearestTasks()
    return sizes.flatMap { size in plainContestants(size, tasks) + engineContestants(size, tasks) }
}

private func plainContestants(_ size: Int, _ tasks: NearestTasks) -> [Contestant] {
    [
        Contestant(name: "plain loop over arrays", keys: size, unit: "keys") {
            let task = try tasks.task(size)
            let query = task.question(0)
            return {
                consume(task.plainLoop(query))
                return size
            }
        },
        Contestant(name: "plain loop over pointers", keys: size, unit: "keys") {
            let task = try tasks.task(size)
            let query = task.question(0)
            return {
                consume(
                    query.withUnsafeBufferPointer { query in query.baseAddress.map { task.pointerLoop($0) } })
                return size
            }
        },
    ]
}

private func engineContestants(_ size: Int, _ tasks: NearestTasks) -> [Contestant] {
    let scans: [(name: String, kernel: Kernel, exitsEarly: Bool)] = [
        ("Swift SIMD scan, all digits", .simd, false),
        ("Swift SIMD scan, early exit", .simd, true),
        ("best kernel, all digits", .preferred, false),
        ("best kernel, early exit", .preferred, true),
    ]
    return scans.map { name, kernel, exitsEarly in
        Contestant(name: name, keys: size, unit: "keys") {
            let task = try tasks.task(size)
            let scan = KeyScan(
                keys: task.planes, distance: task.distance, kernel: kernel, exitsEarly: exitsEarly)
            var answers = [NearestKey](repeating: scan.nearest(to: task.question(0)), count: task.batch)
            guard answers[0].index == task.plainLoop(task.question(0)) else { fatalError("\(name) is wrong") }
            return {
                task.questions.withUnsafeBufferPointer { questions in
                    answers.withUnsafeMutableBufferPointer { scan.nearest(toAll: questions, into: $0) }
                }
                return size * task.batch
            }
        }
    } + [
        Contestant(name: "prefix index", keys: size, unit: "keys") {
            let task = try tasks.task(size)
            let index = PrefixIndex(keys: task.planes, distance: task.distance)
            let first = index.nearest(to: PackedKey(digits: task.question(0)))
            guard first.index == task.plainLoop(task.question(0)) else { fatalError("the index is wrong") }
            var matches = [KeyMatch](repeating: first, count: task.packed.count)
            return {
                task.packed.withUnsafeBufferPointer { questions in
                    matches.withUnsafeMutableBufferPointer { index.nearest(to: questions, into: $0) }
                }
                return size * task.packed.count
            }
        }
    ]
}
