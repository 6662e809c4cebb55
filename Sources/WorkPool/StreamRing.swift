import Platform
import Synchronization

/// The items of a stream that are in flight, in a ring, without locks.
///
/// Items are numbered from 0, and consumed ≤ started ≤ produced ≤ consumed + length. One thread, the owner, adds items
/// and takes results, in order; any thread claims the oldest item that nobody has claimed and leaves its result.
///
/// ## Ordering
///
/// Place n mod length passes from hand to hand, and each hand-over is a release store that the next one reads with
/// acquire:
/// - the owner writes the input and stores `produced` = n + 1; whoever claims n has loaded a value above n from
///   `produced`;
/// - a claim is a compare-and-exchange of `started` from n to n + 1. `started` only grows, so it succeeds once for each
///   n, whatever ordering it has;
/// - the claimer writes the output and stores `done[place]` = n + 1; the owner takes result n after it has loaded exactly
///   n + 1, and adds n + length to the same place only after that.
///
/// `produced` and `done` are stored with sequentially consistent ordering, which is stronger, because a side that is
/// about to sleep has to be noticed: see `Doorbell`.
final class StreamRing<Input: Sendable, Output: Sendable>: Sendable {
    private let length: Int
    private nonisolated(unsafe) let inputs: UnsafeMutablePointer<Input?>
    private nonisolated(unsafe) let outputs: UnsafeMutablePointer<Result<Output, any Error>?>
    private nonisolated(unsafe) let done: UnsafeMutablePointer<Atomic<Int>>
    // Touched by the owner only.
    private nonisolated(unsafe) var consumed = 0

    private let produced = SeparateWord(0)
    private let started = SeparateWord(0)
    private let searching = SeparateWord(0)
    private let isClosed = Atomic<Bool>(false)
    private let isDone = Doorbell()

    /// An empty ring for `length` items.
    init(length: Int) {
        self.length = length
        inputs = .allocate(capacity: length)
        inputs.initialize(repeating: nil, count: length)
        outputs = .allocate(capacity: length)
        outputs.initialize(repeating: nil, count: length)
        done = .allocate(capacity: length)
        for place in 0..<length { (done + place).initialize(to: Atomic(0)) }
    }

    deinit {
        inputs.deinitialize(count: length)
        inputs.deallocate()
        outputs.deinitialize(count: length)
        outputs.deallocate()
        done.deinitialize(count: length)
        done.deallocate()
    }

    // MARK: The owner's side

    /// Whether there is room for another item.
    var hasRoom: Bool { produced.word.pointee.load(ordering: .relaxed) - consumed < length }

    /// Whether all items have been taken.
    var isEmpty: Bool { produced.word.pointee.load(ordering: .relaxed) == consumed }

    /// Adds an item. Only while there is room.
    func add(_ input: Input) {
        let number = produced.word.pointee.load(ordering: .relaxed)
        inputs[number % length] = input
        produced.word.pointee.store(number + 1, ordering: .sequentiallyConsistent)
    }

    /// The next result in order, if it is there.
    func take() -> Result<Output, any Error>? {
        guard isNextDone else { return nil }
        let place = consumed % length
        defer { outputs[place] = nil }
        consumed += 1
        return outputs[place]
    }

    /// Returns when the next result in order is there. Only when its item has been claimed.
    ///
    /// - Returns: Whether the thread had to sleep.
    func waitForNext(spinning nanoseconds: UInt64) -> Bool {
        isDone.wait(spinning: nanoseconds) { !isNextDone }
    }

    /// Lets go of all items and results. Only when no other thread is in the ring any more.
    func removeAll() {
        for place in 0..<length {
            inputs[place] = nil
            outputs[place] = nil
        }
    }

    private var isNextDone: Bool {
        done[consumed % length].load(ordering: .sequentiallyConsistent) == consumed + 1
    }

    // MARK: Everybody's side

    /// Whether an item waits to be claimed.
    var hasWaiting: Bool {
        !isClosed.load(ordering: .sequentiallyConsistent)
            && started.word.pointee.load(ordering: .sequentiallyConsistent)
                < produced.word.pointee.load(ordering: .sequentiallyConsistent)
    }

    /// Whether no more items may be claimed.
    var hasClosed: Bool { isClosed.load(ordering: .relaxed) }

    /// Whether a thread is in `waitForMore` and will see an item that is added now.
    var hasSearchers: Bool { searching.word.pointee.load(ordering: .sequentiallyConsistent) > 0 }

    /// Claims the oldest item that waits.
    func claim() -> (number: Int, input: Input)? {
        var number = started.word.pointee.load(ordering: .relaxed)
        while number < produced.word.pointee.load(ordering: .acquiring), !isClosed.load(ordering: .relaxed) {
            let (exchanged, original) = started.word.pointee.weakCompareExchange(
                expected: number, desired: number + 1, ordering: .relaxed)
            if exchanged {
                defer { inputs[number % length] = nil }
                return inputs[number % length].map { (number, $0) }
            }
            number = original
        }
        return nil
    }

    /// Leaves the result of a claimed item.
    func finish(_ number: Int, _ output: Result<Output, any Error>) {
        let place = number % length
        outputs[place] = output
        // Items are claimed in order, so all that still wait come after one that failed.
        if case .failure = output { close() }
        done[place].store(number + 1, ordering: .sequentiallyConsistent)
        isDone.ring()
    }

    /// Looks for a moment for an item that waits.
    ///
    /// - Returns: Whether there was one.
    func waitForMore(spinning nanoseconds: UInt64) -> Bool {
        searching.word.pointee.add(1, ordering: .sequentiallyConsistent)
        defer { searching.word.pointee.subtract(1, ordering: .sequentiallyConsistent) }
        _ = SpinWait.wait(nanoseconds: nanoseconds) {
            isClosed.load(ordering: .relaxed)
                || started.word.pointee.load(ordering: .relaxed)
                    < produced.word.pointee.load(ordering: .relaxed)
        }
        return hasWaiting
    }

    /// Lets nobody claim another item.
    func close() {
        isClosed.store(true, ordering: .sequentiallyConsistent)
    }
}
