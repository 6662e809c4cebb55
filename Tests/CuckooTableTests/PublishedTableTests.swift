import CuckooTable
import Platform
import Synchronization
import TestSupport
import Testing

/// Says when it is freed.
private final class Watched: Sendable {
    /// A lock that the thread sanitizer sees; it does not see `Mutex`.
    private static let lock = Monitor()
    private nonisolated(unsafe) static var alive: [Int: Int] = [:]
    let group: Int
    init(group: Int) {
        self.group = group
        Self.lock.withLock { Self.alive[group, default: 0] += 1 }
    }
    deinit { Self.lock.withLock { Self.alive[group, default: 0] -= 1 } }
    static func count(_ group: Int) -> Int { lock.withLock { alive[group, default: 0] } }
}

/// Tells readers that the writer is done.
private final class Flag: Sendable {
    private let value = Atomic<Bool>(false)
    var isSet: Bool { value.load(ordering: .acquiring) }
    func set() { value.store(true, ordering: .releasing) }
}

/// Counts what readers find wrong.
private final class Mistakes: Sendable {
    private let value = Atomic<Int>(0)
    var count: Int { value.load(ordering: .relaxed) }
    func note() { value.add(1, ordering: .relaxed) }
}

@Suite struct PublishedTableTests {
    @Test func readersKeepWhatTheyHold() {
        let published = PublishedTable(0)
        var reader = PublishedTable<Int>.Reader(published)
        #expect(!reader.refresh() && reader.table == 0 && reader.version == 0)
        for version in 1...100 { #expect(published.publish(version * 10) == UInt64(version)) }
        #expect(reader.table == 0)
        #expect(reader.refresh() && reader.table == 1000 && reader.version == 100)
        #expect(published.current() == (1000, 100))
        #expect(published.version == 100)
    }

    @Test func tablesThatNobodyHoldsAreFreed() {
        do {
            let published = PublishedTable(Watched(group: 1))
            for _ in 0..<50 {
                published.publish(Watched(group: 1))
                #expect(Watched.count(1) == 1)
            }
            let held = published.current()
            published.publish(Watched(group: 1))
            #expect(Watched.count(1) == 2)
            withExtendedLifetime(held) {}
        }
        #expect(Watched.count(1) == 0)
    }

    /// One writer grows a table entry by entry and publishes it again and again; every table a reader sees is complete,
    /// no older than the one before, and has all that was published with it.
    @Test(arguments: [2, 6])
    func readersSeeOnlyCompleteTables(readers: Int) throws {
        let (steps, perStep) = (300, 20)
        let isDone = Flag()
        let failures = Mutex<[String]>([])
        let signatures = PublishedTable(GrowingTable().finished())
        let keys = PublishedTable(KeyTable([], tokens: []))
        let threads = try (0..<readers).map { seed in
            try WorkerThread(name: "reader") {
                let failure = read(signatures, keys, perStep: perStep, seed: UInt64(seed), until: isDone)
                if let failure { failures.withLock { $0.append(failure) } }
            }
        }
        let (growing, growingKeys) = (GrowingTable(), GrowingKeyTable())
        for step in 0..<steps {
            for rank in step * perStep..<(step + 1) * perStep {
                growing.insert(SignatureFamily.random.member(rank), value: UInt32(rank + 1))
                growingKeys.insert(KeyDistribution.random.key(rank), token: UInt32(rank))
            }
            signatures.publish(growing.finished())
            keys.publish(growingKeys.finished())
        }
        isDone.set()
        for thread in threads { thread.join() }
        #expect(failures.withLock { $0 } == [])
        #expect(signatures.version == UInt64(steps) && keys.version == UInt64(steps))
        #expect(signatures.current().table.count == steps * perStep)
    }

    /// Many short visits against a writer that does nothing but publish: what a visitor holds is never freed, and in the end
    /// nothing is left over.
    @Test func visitorsAndPublisherRace() throws {
        do {
            let published = PublishedTable(Watched(group: 2))
            let isDone = Flag()
            let wrong = Mistakes()
            let threads = try (0..<4).map { _ in
                try WorkerThread(name: "visitor") {
                    var last: UInt64 = 0
                    repeat {
                        let (table, version) = published.current()
                        if table.group != 2 || version < last { wrong.note() }
                        last = version
                    } while !isDone.isSet
                }
            }
            for _ in 0..<20_000 { published.publish(Watched(group: 2)) }
            isDone.set()
            for thread in threads { thread.join() }
            #expect(wrong.count == 0)
            published.publish(Watched(group: 2))
            #expect(Watched.count(2) == 1)
        }
        #expect(Watched.count(2) == 0)
    }
}

/// Reads until the writer is done, and once more; returns what was wrong.
private func read(
    _ signatures: PublishedTable<SignatureTable>, _ keys: PublishedTable<KeyTable>, perStep: Int,
    seed: UInt64, until isDone: Flag
) -> String? {
    var generator = SeededGenerator(seed: seed)
    var reader = PublishedTable<SignatureTable>.Reader(signatures)
    var keyReader = PublishedTable<KeyTable>.Reader(keys)
    var last = (reader.version, keyReader.version)
    var isLast = false
    repeat {
        isLast = isDone.isSet
        reader.refresh()
        keyReader.refresh()
        if reader.version < last.0 || keyReader.version < last.1 { return "an older table came back" }
        last = (reader.version, keyReader.version)
        let (count, keyCount) = (Int(reader.version) * perStep, Int(keyReader.version) * perStep)
        if reader.table.count != count || keyReader.table.count != keyCount {
            return "version \(reader.version) has \(reader.table.count) entries"
        }
        for _ in 0..<200 where count > 0 && keyCount > 0 {
            let rank = Int.random(in: 0..<count, using: &generator)
            if reader.table.find(SignatureFamily.random.member(rank)) != UInt32(rank + 1) {
                return "signature \(rank) of \(count) is missing, seed \(seed)"
            }
            let keyRank = Int.random(in: 0..<keyCount, using: &generator)
            if keyReader.table.find(KeyDistribution.random.key(keyRank)) != UInt32(keyRank) {
                return "key \(keyRank) of \(keyCount) is missing, seed \(seed)"
            }
        }
    } while !isLast
    return nil
}
