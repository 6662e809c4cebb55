import CuckooTable
import DigitKeys

/// Canonical keys with the indices as values, and questions in random order for keys that are there.
private final class LookUpTask {
    let keys: [UInt64]
    let tokens: [UInt32]
    let questions: [UInt64]
    /// Sum of the right answers.
    let expected: UInt64

    init(keys count: Int) {
        let source = KeySource(seed: 13, dictionary: 1)
        keys = (0..<count).map { source.canonicalKey(of: $0) }
        tokens = (0..<count).map { UInt32($0) }
        let asked = KeySource(seed: 14, dictionary: 1)
        let places = (0..<1_000_000).map { Int(asked.canonicalKey(of: $0) % UInt64(count)) }
        questions = places.map { [keys] in keys[$0] }
        expected = places.reduce(0) { $0 + UInt64($1) }
    }
}

private final class LookUpTasks {
    private var tasks: [Int: LookUpTask] = [:]

    func task(_ keys: Int) -> LookUpTask {
        let task = tasks[keys] ?? LookUpTask(keys: keys)
        tasks[keys] = task
        return task
    }
}

/// The ways to look a key up.
public func lookUpContestants(keys sizes: [Int]) -> [Contestant] {
    let tasks = LookUpTasks()
    return sizes.flatMap { size in
        [
            lookUps("Swift Dictionary", size, tasks) { task in
                let dictionary = dictionary(task)
                return { task.questions.reduce(0) { $0 &+ UInt64(dictionary[$1] ?? 0) } }
            },
            lookUps("KeyTable, one by one", size, tasks) { task in
                let table = KeyTable(task.keys, tokens: task.tokens)
                return { task.questions.reduce(0) { $0 &+ UInt64(table.find($1) ?? 0) } }
            },
            lookUps("KeyTable, batches of 1,000", size, tasks) { task in
                let table = KeyTable(task.keys, tokens: task.tokens)
                var found = [UInt32](repeating: 0, count: 1000)
                return { inBatches(of: task.questions, from: table, into: &found) }
            },
        ]
    }
}

/// The ways to make a table of keys.
public func buildContestants(keys sizes: [Int]) -> [Contestant] {
    let tasks = LookUpTasks()
    return sizes.flatMap { size in
        [
            Contestant(name: "Swift Dictionary, room reserved", keys: size, unit: "entries") {
                let task = tasks.task(size)
                return {
                    consume(dictionary(task))
                    return size
                }
            },
            Contestant(name: "KeyTable", keys: size, unit: "entries") {
                let task = tasks.task(size)
                return {
                    consume(KeyTable(task.keys, tokens: task.tokens))
                    return size
                }
            },
        ]
    }
}

private func dictionary(_ task: LookUpTask) -> [UInt64: UInt32] {
    var dictionary = [UInt64: UInt32](minimumCapacity: task.keys.count)
    for place in task.keys.indices { dictionary[task.keys[place]] = task.tokens[place] }
    return dictionary
}

private func inBatches(of questions: [UInt64], from table: KeyTable, into found: inout [UInt32]) -> UInt64 {
    var sum: UInt64 = 0
    questions.withUnsafeBufferPointer { questions in
        found.withUnsafeMutableBufferPointer { found in
            guard let values = found.baseAddress else { return }
            for first in stride(from: 0, to: questions.count, by: found.count) {
                let part = questions[first..<min(first + found.count, questions.count)]
                table.findAll(UnsafeBufferPointer(rebasing: part), into: values)
                for place in 0..<part.count { sum &+= UInt64(values[place]) }
            }
        }
    }
    return sum
}

private func lookUps(
    _ name: String, _ size: Int, _ tasks: LookUpTasks, _ make: @escaping (LookUpTask) -> () -> UInt64
) -> Contestant {
    Contestant(name: name, keys: size, unit: "look-ups") {
        let task = tasks.task(size)
        let run = make(task)
        guard run() == task.expected else { fatalError("\(name) is wrong") }
        return {
            consume(run())
            return task.questions.count
        }
    }
}
