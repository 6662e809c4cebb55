import Platform
import Testing

private final class Note: Sendable {
    private let monitor = Monitor()
    private nonisolated(unsafe) var text: String?

    func write(_ new: String?) { monitor.withLock { text = new } }
    var current: String? { monitor.withLock { text } }
}

/// Uses at least 1 KiB of stack for each step down; counts the odd depths.
@inline(never) private func descend(_ depth: Int) -> Int {
    withUnsafeTemporaryAllocation(byteCount: 1 << 10, alignment: 8) { bytes in
        bytes[0] = UInt8(truncatingIfNeeded: depth)
        return depth == 0 ? Int(bytes[0]) : descend(depth - 1) + Int(bytes[0] & 1)
    }
}

@Suite struct WorkerThreadTests {
    @Test(.timeLimit(.minutes(1))) func joinWaitsForTheEnd() throws {
        let note = Note()
        let gate = Monitor()
        let thread = try gate.withLock {
            // The thread cannot write before this lock opens, so an early join would see nothing.
            try WorkerThread(name: "writer") { gate.withLock { note.write("written") } }
        }
        thread.join()
        #expect(note.current == "written")
        thread.join()
    }

    @Test(.timeLimit(.minutes(1))) func stackIsAsLargeAsAskedFor() throws {
        // 9 MiB of frames end a thread that has the usual 8 MiB.
        let note = Note()
        let thread = try WorkerThread(name: "deep", stackSize: 64 << 20) {
            note.write("\(descend(9 << 10))")
        }
        thread.join()
        #expect(note.current == "\((9 << 10) / 2)")
    }

    @Test(.timeLimit(.minutes(1)), arguments: [0, 1, 100_000]) func oddStackSizesAreRounded(size: Int) throws
    {
        let note = Note()
        try WorkerThread(name: "small", stackSize: size) { note.write("ran") }.join()
        #expect(note.current == "ran")
    }

    @Test func impossibleStackIsAnErrorThatNamesTheThread() throws {
        let error = try #require(throws: WorkerThread.StartError.self) {
            try WorkerThread(name: "greedy", stackSize: .max) {}
        }
        #expect(error.name == "greedy")
        #expect(error.description.contains("cannot start thread 'greedy'"))
        #expect(!error.description.contains("\n"))
    }

    @Test(.timeLimit(.minutes(1))) func slotsArePerThread() throws {
        let slot = ThreadSlot()
        let other = ThreadSlot()
        #expect(slot.value == nil)
        slot.value = 0
        other.value = 41
        let note = Note()
        try WorkerThread(name: "slot") {
            let before = slot.value
            slot.value = 5
            note.write("\(before as Int?, default: "none") \(slot.value ?? -1)")
        }.join()
        #expect(note.current == "none 5")
        #expect(slot.value == 0)
        #expect(other.value == 41)
        slot.value = nil
        #expect(slot.value == nil)
    }
}
