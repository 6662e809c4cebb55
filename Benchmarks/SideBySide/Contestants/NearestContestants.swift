import DigitKeys
import Platform

/// Keys of sixteen uniform digits, questions of the same kind, and the distance f = 2, P = 4.
private final class NearestTask {
    let planes: KeyPlanes
    let distance: DigitDistance
    let plain: PlainLoop
    let questions: [UInt8]
    let packed: [PackedKey]
    let batch: Int

    init(keys: Int) throws {
        let source = KeySource(seed: 11, dictionary: 1)
        planes = KeyPlanes(keys: (0..<keys).map { source.weights(of: $0, shape: .line) }, shape: .line)
        distance = try DigitDistance(shape: .line, factor: 2, penalty: 4)
        plain = PlainLoop(planes)
        batch = keys > 100_000 ? 64 : 1024
        let asked = KeySource(seed: 12, dictionary: 2)
        questions = (0..<batch).flatMap {
            KeyNumbers.digits(of: asked.weights(of: $0, shape: .line), shape: .line)
        }
        packed = (0..<1 << 16).map { PackedKey(number: asked.weights(of: $0, shape: .line)[0]) }
        // All contestants of the engine must agree with the definition.
        let found = ScalarScan(keys: planes, distance: distance).nearest(to: question(0)).index
        guard found == plain.overArrays(question(0)), found == plain.overPointers(question(0)) else {
            fatalError("the plain loop is wrong")
        }
    }

    func question(_ index: Int) -> [UInt8] { Array(questions[index * 16..<(index + 1) * 16]) }
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

/// The ways to find the nearest key of sixteen digits.
public func nearestContestants(keys sizes: [Int]) -> [Contestant] {
    let tasks = NearestTasks()
    return sizes.flatMap { size in plainContestants(size, tasks) + engineContestants(size, tasks) }
}

private func plainContestants(_ size: Int, _ tasks: NearestTasks) -> [Contestant] {
    [
        Contestant(name: "scalar scan, the oracle", keys: size, unit: "keys") {
            let task = try tasks.task(size)
            let scan = ScalarScan(keys: task.planes, distance: task.distance)
            let query = task.question(0)
            return {
                consume(scan.nearest(to: query))
                return size
            }
        },
        Contestant(name: "plain loop over arrays", keys: size, unit: "keys") {
            let task = try tasks.task(size)
            let query = task.question(0)
            return {
                consume(task.plain.overArrays(query))
                return size
            }
        },
        Contestant(name: "plain loop over pointers", keys: size, unit: "keys") {
            let task = try tasks.task(size)
            let query = task.question(0)
            return {
                consume(task.plain.overPointers(query))
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
            var answers = [RankedKey](repeating: .none, count: task.batch)
            guard scan.nearest(to: task.question(0)).index == task.plain.overArrays(task.question(0)) else {
                fatalError("\(name) is wrong")
            }
            return {
                task.questions.withUnsafeBufferPointer { questions in
                    answers.withUnsafeMutableBufferPointer { scan.nearest(1, toAll: questions, into: $0) }
                }
                return size * task.batch
            }
        }
    } + [
        Contestant(name: "prefix index", keys: size, unit: "keys") {
            let task = try tasks.task(size)
            let index = PrefixIndex(keys: task.planes, distance: task.distance)
            let first = index.nearest(to: PackedKey(digits: task.question(0)))
            guard first.index == task.plain.overArrays(task.question(0)) else {
                fatalError("the index is wrong")
            }
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
