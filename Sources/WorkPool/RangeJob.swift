import Platform
import Synchronization

/// One loop: numbered blocks, dealt to workers, taken and stolen.
final class RangeJob: PoolJob {
    /// Runs a block as a worker; false when it failed.
    typealias Body = @Sendable (_ block: UInt32, _ worker: Int) -> Bool

    private let slots: RangeSlots
    private let counters: PoolCounters
    // Set when a worker found nothing left to take or steal.
    private let isHandedOut = Atomic<Bool>(false)
    // The lowest block that failed so far; higher ones are no longer wanted, lower ones still are.
    // Signed on purpose: in Swift 6.3.1 `min` and `max` of unsigned atomics compare as if they were signed.
    private let lowestFailure = Atomic<Int>(.max)
    // Set to nil by the caller when no other thread is in the job any more; never written before.
    private nonisolated(unsafe) var body: Body?

    init(blocks: UInt32, placement: WorkerPlacement, counters: PoolCounters, body: @escaping Body) {
        slots = RangeSlots(blocks: blocks, workers: placement.workers, nodes: placement.nodesOfWorkers)
        self.counters = counters
        self.body = body
    }

    var wantsWorkers: Bool { !isHandedOut.load(ordering: .relaxed) }

    // Not inlined, so that the body is released before the pool hears that this worker is done.
    @inline(never)
    func run(worker: Int) {
        guard let body else { return }
        repeat {
            while let block = slots.take(worker: worker) {
                if Int(block) >= lowestFailure.load(ordering: .relaxed) {
                    slots.clear(worker: worker)
                } else if !body(block, worker) {
                    lowestFailure.min(Int(block), ordering: .relaxed)
                }
            }
        } while steal(worker: worker)
        isHandedOut.store(true, ordering: .relaxed)
    }

    private func steal(worker: Int) -> Bool {
        guard slots.steal(worker: worker) else { return false }
        counters.countSteal(by: worker)
        return true
    }

    /// Lets go of the closure, which must not outlive the call it was passed to.
    func forgetBody() {
        body = nil
    }
}

/// The error of the lowest block that failed.
final class FirstFailure<Failure: Error>: Sendable {
    private let monitor = Monitor()
    private nonisolated(unsafe) var lowest: (block: UInt32, error: Failure)?  // guarded by monitor

    func record(_ error: Failure, at block: UInt32) {
        monitor.withLock {
            if lowest.map({ block < $0.block }) ?? true { lowest = (block, error) }
        }
    }

    var error: Failure? { monitor.withLock { lowest?.error } }
}
