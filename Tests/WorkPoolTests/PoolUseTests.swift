import Platform
import Testing
import WorkPool

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct PoolUseTests {
    @Test(.timeLimit(.minutes(1)), arguments: [1, 2, 4])
    func nestedCallsRunInlineOnTheSameWorker(threads: Int) {
        let pool = WorkPool(threads: threads)
        let tally = Tally(20 * 30)
        pool.forEach(count: 20) { outer, outerWorker in
            let here = ThreadMark()
            pool.forEach(count: 30, grain: 4) { inner, innerWorker in
                #expect(innerWorker == outerWorker)
                #expect(here.isThisThread)
                tally.raise(outer * 30 + inner)
            }
        }
        #expect(tally.all.allSatisfy { $0 == 1 })
    }

    @Test(.timeLimit(.minutes(1))) func poolsMayCallEachOther() {
        let first = WorkPool(threads: 3)
        let second = WorkPool(threads: 3)
        let tally = Tally(4 * 5 * 6)
        first.forEach(count: 4) { a, _ in
            second.forEach(count: 5) { b, _ in
                first.forEach(count: 6) { c, _ in tally.raise((a * 5 + b) * 6 + c) }
            }
        }
        #expect(tally.all.allSatisfy { $0 == 1 })
    }

    @Test(.timeLimit(.minutes(1)), arguments: [1, 3]) func manyCallersAtOnce(threads: Int) throws {
        let pool = WorkPool(threads: threads)
        let tally = Tally(4 * 300)
        let callers = try (0..<4).map { caller in
            try WorkerThread(name: "caller-\(caller)") {
                for _ in 0..<50 {
                    pool.forEach(count: 300, grain: 3) { index, _ in tally.raise(caller * 300 + index) }
                    #expect(throws: Failed(index: 17)) {
                        try pool.forEach(count: 100) { index, _ in if index == 17 { throw Failed(index: 17) }
                        }
                    }
                }
            }
        }
        for caller in callers { caller.join() }
        #expect(tally.all.allSatisfy { $0 == 50 })
    }

    @Test(.timeLimit(.minutes(1))) func callersWhoseBodiesWaitForEachOther() throws {
        // Each loop ends only when the other one has begun: a pool that ran one loop after the other would hang.
        let pool = WorkPool(threads: 2)
        let begun = [Gate(closedUntil: 1), Gate(closedUntil: 1)]
        let callers = try (0..<2).map { caller in
            try WorkerThread(name: "caller-\(caller)") {
                pool.forEach(count: 2) { _, _ in
                    begun[caller].signal()
                    begun[1 - caller].wait()
                }
            }
        }
        for caller in callers { caller.join() }
        #expect(begun[0].isOpen && begun[1].isOpen)
    }

    #if os(Linux)
        /// The names of this process's threads.
        private func threadNames() throws -> Set<String> {
            let tasks = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")
            // A thread can end between the listing and the reading.
            let names = tasks.compactMap { task in
                try? String(contentsOfFile: "/proc/self/task/\(task)/comm", encoding: .utf8)
            }
            return Set(names.map { String($0.prefix { !$0.isNewline }) })
        }

        @Test(.timeLimit(.minutes(1))) func threadsLiveFromTheFirstUseToTheEndOfThePool() throws {
            // No other test's pool has a worker of this number.
            let name = "worker-36"
            var pool: WorkPool? = WorkPool(threads: 37)
            pool?.forEach(count: 1, grain: 1) { _, _ in }
            #expect(try !threadNames().contains(name))
            let gate = Gate(closedUntil: 37)
            // Every worker has to come, or the loop would not end.
            pool?.forEach(count: 37) { _, _ in
                gate.signal()
                gate.wait()
            }
            #expect(try threadNames().contains(name))
            pool = nil
            #expect(try !threadNames().contains(name))
        }
    #endif
}
