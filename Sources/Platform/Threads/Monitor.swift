#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A lock with a condition to wait for: Hoare's monitor, over a pthread mutex and a pthread condition variable.
///
/// The state it protects is kept beside it. It does not use `Synchronization.Mutex`, which has no condition to wait
/// for and which the thread sanitizer does not see. Not recursive: a thread that locks it twice stops with a message.
public final class Monitor: Sendable {
    // Both are allocated once, so that their addresses never change, which POSIX requires.
    private nonisolated(unsafe) let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private nonisolated(unsafe) let condition: UnsafeMutablePointer<pthread_cond_t>

    /// An unlocked monitor nobody waits for.
    public init() {
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        condition = .allocate(capacity: 1)
        condition.initialize(to: pthread_cond_t())

        var attributes = pthread_mutexattr_t()
        Self.check(pthread_mutexattr_init(&attributes), "pthread_mutexattr_init")
        // The error-checking kind turns a deadlock by double locking into a message.
        Self.check(
            pthread_mutexattr_settype(&attributes, CInt(PTHREAD_MUTEX_ERRORCHECK)),
            "pthread_mutexattr_settype")
        Self.check(pthread_mutex_init(mutex, &attributes), "pthread_mutex_init")
        Self.check(pthread_mutexattr_destroy(&attributes), "pthread_mutexattr_destroy")
        Self.check(pthread_cond_init(condition, nil), "pthread_cond_init")
    }

    deinit {
        Self.check(pthread_cond_destroy(condition), "pthread_cond_destroy")
        Self.check(pthread_mutex_destroy(mutex), "pthread_mutex_destroy")
        condition.deallocate()
        mutex.deallocate()
    }

    /// Runs `body` while no other thread is inside, and passes on what it returns or throws.
    public func withLock<Result: ~Copyable, Failure: Error>(
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        Self.check(pthread_mutex_lock(mutex), "Monitor.withLock")
        defer { Self.check(pthread_mutex_unlock(mutex), "Monitor.withLock") }
        return try body()
    }

    /// Sleeps until `isBlocked` is false, and returns at once if it is false already.
    ///
    /// Only inside ``withLock(_:)``. The lock is open while the thread sleeps and held again whenever `isBlocked` is
    /// asked and when the call returns. Whoever makes the condition false calls ``notifyOne()`` or ``notifyAll()``.
    public func wait(while isBlocked: () -> Bool) {
        while isBlocked() {
            Self.check(pthread_cond_wait(condition, mutex), "Monitor.wait outside of Monitor.withLock")
        }
    }

    /// Wakes one of the threads that sleep in ``wait(while:)``, if there is any. With or without the lock held.
    public func notifyOne() {
        Self.check(pthread_cond_signal(condition), "pthread_cond_signal")
    }

    /// Wakes all threads that sleep in ``wait(while:)``. With or without the lock held.
    public func notifyAll() {
        Self.check(pthread_cond_broadcast(condition), "pthread_cond_broadcast")
    }

    private static func check(_ status: CInt, _ call: StaticString) {
        precondition(status == 0, "\(call) failed: error \(status)")
    }
}
