/// A buffer, and workers that read it against the clock.
struct BandwidthTrial {
    private typealias Line = BandwidthKernels.Line

    private let memory: PageMemory
    private let placement: WorkerPlacement
    private let lineCount: Int

    /// Fills the buffer with ones, each worker its own part, which puts it near that worker.
    ///
    /// - Returns: nil where the system refuses the memory or the threads.
    init?(byteCount: Int, placement: WorkerPlacement) {
        guard let memory = PageMemory(byteCount: byteCount) else { return nil }
        self.memory = memory
        self.placement = placement
        lineCount = byteCount / BandwidthKernels.lineSize
        let parts = parts
        // Memory that was never written would be one page of zeros over and over, and that fits into a cache.
        let fill = round { worker in
            parts[worker].lines.update(repeating: Line(repeating: 1))
            return 0
        }
        guard fill != nil else { return nil }
    }

    /// Bytes a second of all workers, each streaming its own part; nil where the system refuses the threads.
    func stream() -> Double? {
        let parts = parts
        return median(bytes: lineCount * BandwidthKernels.lineSize, lines: lineCount) { worker in
            BandwidthKernels.stream(UnsafeBufferPointer(parts[worker].lines))
        }
    }

    /// Bytes a second of all workers, each gathering lines from anywhere, or from the first bytes of its own part.
    ///
    /// - Returns: nil where the system refuses the threads, and when there are not that many bytes for each worker.
    func gather(within byteCount: Int?) -> Double? {
        let count = Self.gatheredLines
        let parts = parts
        var ranges = [SharedLines](repeating: SharedLines(lines: whole), count: parts.count)
        if let byteCount {
            let lines = byteCount / BandwidthKernels.lineSize
            guard lines > 0, parts.allSatisfy({ $0.lines.count >= lines }) else { return nil }
            ranges = parts.map { SharedLines(lines: .init(rebasing: $0.lines[..<lines])) }
        }
        let total = count * placement.workers
        return median(
            bytes: total * BandwidthKernels.lineSize, lines: total,
            prepare: { [ranges] worker in
                guard byteCount != nil else { return }
                _ = BandwidthKernels.stream(UnsafeBufferPointer(ranges[worker].lines))
            },
            work: { [ranges] worker in
                BandwidthKernels.gather(
                    UnsafeBufferPointer(ranges[worker].lines), count: count, seed: UInt64(worker) << 32)
            })
    }

    /// Lines that a worker gathers in one repeat: 32 MiB, some milliseconds.
    private static let gatheredLines = 1 << 19
    private static let repeats = 7
    /// Nanoseconds after which no further repeat is started.
    private static let timeLimit: UInt64 = 250_000_000

    private struct SharedLines: @unchecked Sendable {
        let lines: UnsafeMutableBufferPointer<Line>
    }

    private var whole: UnsafeMutableBufferPointer<Line> {
        let base = memory.base.assumingMemoryBound(to: Line.self)
        return UnsafeMutableBufferPointer(start: base, count: lineCount)
    }

    /// One part for each worker.
    private var parts: [SharedLines] {
        let workers = placement.workers
        return (0..<workers).map { worker in
            let range = worker * lineCount / workers..<(worker + 1) * lineCount / workers
            return SharedLines(lines: .init(rebasing: whole[range]))
        }
    }

    private func median(
        bytes: Int, lines: Int, prepare: @escaping @Sendable (Int) -> Void = { _ in },
        work: @escaping @Sendable (Int) -> UInt64
    ) -> Double? {
        var rates: [Double] = []
        let start = SystemClock.steadyNanoseconds()
        repeat {
            guard let result = round(prepare: prepare, work: work) else { return nil }
            // All words are 1. The check also keeps the compiler from leaving out loops whose sums nobody needs.
            precondition(result.sum == UInt64(lines * Line.scalarCount), "a bandwidth loop missed lines")
            rates.append(Double(bytes) / Double(max(result.nanoseconds, 1)) * 1e9)
        } while rates.count < Self.repeats && SystemClock.steadyNanoseconds() - start < Self.timeLimit
        return rates.sorted()[rates.count / 2]
    }

    /// Runs `work` on all workers at once.
    ///
    /// - Returns: Nanoseconds from the first start to the last end, and the sum of the results; nil where the system
    ///   refuses a thread.
    private func round(
        prepare: @escaping @Sendable (Int) -> Void = { _ in }, work: @escaping @Sendable (Int) -> UInt64
    ) -> (nanoseconds: UInt64, sum: UInt64)? {
        let line = StartingLine(runners: placement.workers)
        var threads: [WorkerThread] = []
        for worker in 0..<placement.workers {
            let thread = try? WorkerThread(name: "bandwidth \(worker)") { [placement, memory] in
                placement.placeCurrentThread(as: worker)
                prepare(worker)
                guard line.wait() else { return }
                let start = SystemClock.steadyNanoseconds()
                let sum = withExtendedLifetime(memory) { work(worker) }
                line.finish(from: start, to: SystemClock.steadyNanoseconds(), sum: sum)
            }
            guard let thread else {
                line.cancel()
                break
            }
            threads.append(thread)
        }
        threads.forEach { $0.join() }
        return line.result
    }
}

/// Where threads wait until all are ready, and leave what they found.
private final class StartingLine: @unchecked Sendable {
    private let monitor = Monitor()
    private var missing: Int
    private var running: Int
    private var isCancelled = false
    private var first = UInt64.max
    private var last: UInt64 = 0
    private var sum: UInt64 = 0

    init(runners: Int) {
        missing = runners
        running = runners
    }

    /// Waits for all others.
    ///
    /// - Returns: Whether they run.
    func wait() -> Bool {
        monitor.withLock {
            missing -= 1
            if missing == 0 { monitor.notifyAll() }
            monitor.wait { missing > 0 && !isCancelled }
            return !isCancelled
        }
    }

    /// Sends everybody home.
    func cancel() {
        monitor.withLock { isCancelled = true }
        monitor.notifyAll()
    }

    func finish(from start: UInt64, to end: UInt64, sum part: UInt64) {
        monitor.withLock {
            running -= 1
            first = min(first, start)
            last = max(last, end)
            sum &+= part
        }
    }

    /// What all runners took together; nil before the last has finished.
    var result: (nanoseconds: UInt64, sum: UInt64)? {
        monitor.withLock { running == 0 ? (last - first, sum) : nil }
    }
}
