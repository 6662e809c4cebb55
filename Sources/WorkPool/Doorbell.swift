import Platform
import Synchronization

/// Lets one thread wait for what others store in atomics. It looks for a while, then it sleeps.
///
/// Whoever changes what is waited for stores it with sequentially consistent ordering and calls ``ring()``, which costs
/// one load while nobody sleeps. `isBlocked` loads it with the same ordering.
///
/// No wake-up is lost. The sleeper stores "asleep" and then loads the condition; the ringer stores the condition and
/// then loads "asleep". In the single order of all sequentially consistent operations ([C++ atomics.order] 4) one of
/// the two stores comes first, so at least one of the two loads sees the other side's store. Either the sleeper sees
/// that it need not sleep, or the ringer sees the sleeper. In the second case the ringer takes the lock, which the
/// sleeper holds from before its store until it sleeps, so the notification cannot come too early.
final class Doorbell: Sendable {
    private let monitor = Monitor()
    private let isAsleep = Atomic<Bool>(false)

    /// Returns when `isBlocked` is false. One thread at a time.
    ///
    /// - Returns: Whether it had to sleep.
    @discardableResult
    func wait(spinning nanoseconds: UInt64, while isBlocked: () -> Bool) -> Bool {
        if SpinWait.wait(nanoseconds: nanoseconds, until: { !isBlocked() }) { return false }
        monitor.withLock {
            isAsleep.store(true, ordering: .sequentiallyConsistent)
            monitor.wait(while: isBlocked)
            isAsleep.store(false, ordering: .sequentiallyConsistent)
        }
        return true
    }

    /// Wakes the thread that sleeps, if one does.
    func ring() {
        guard isAsleep.load(ordering: .sequentiallyConsistent) else { return }
        monitor.withLock {}
        monitor.notifyOne()
    }
}
