import Synchronization

/// A request to stop, from any thread, that loops and streams of a ``WorkPool`` ask for between their pieces of work.
///
/// Nothing is interrupted: the bodies that run when ``cancel()`` is called run to their end, no other one is begun,
/// and then the call throws ``Cancelled``. The pool is as good as new afterwards. A body that takes long can ask too.
/// One cancellation may serve any number of calls, and stays cancelled.
///
/// ```swift
/// let cancellation = Cancellation()
/// try await withTaskCancellationHandler {
///     try pool.forEach(count: rows.count, cancelledBy: cancellation) { row, worker in … }
/// } onCancel: {
///     cancellation.cancel()
/// }
/// ```
public final class Cancellation: Sendable {
    private let flag = Atomic<Bool>(false)

    /// A request nobody has made yet.
    public init() {}

    /// Makes the request. Safe in any thread and, since it only stores a flag, in a signal handler.
    public func cancel() {
        flag.store(true, ordering: .releasing)
    }

    /// Whether the request was made.
    ///
    /// - Complexity: O(1), one load.
    public var isCancelled: Bool { flag.load(ordering: .acquiring) }

    /// Does nothing until the request is made.
    ///
    /// - Throws: ``Cancelled`` from then on.
    /// - Complexity: O(1), one load.
    public func check() throws(Cancelled) {
        if isCancelled { throw Cancelled() }
    }
}

/// What a cancelled loop or stream throws.
public struct Cancelled: Error, Sendable, Hashable, CustomStringConvertible {
    /// The one error there is.
    public init() {}

    /// One line.
    public var description: String {
        "cancelled before all of the work was done; what was done so far is complete"
    }
}
