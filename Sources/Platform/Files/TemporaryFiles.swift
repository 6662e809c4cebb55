import Glibc
import Synchronization

/// The temporary files that exist now, so that an interrupted process leaves none behind.
///
/// ``AtomicFile`` registers its temporary file here. A signal handler may call ``removeAll()``: it touches only
/// memory that was allocated when the first file was registered, uses atomics and `unlinkat`, and takes no lock.
/// There is room for 64 files; further ones are written normally, but an interrupt would leave them behind.
public enum TemporaryFiles {
    private static let table = Table()

    /// Removes every registered temporary file. Async-signal-safe after ``prepare()`` (or the first
    /// ``AtomicFile``).
    ///
    /// The files stay registered: their owners' later calls fail or do nothing. Meant for the end of a process.
    public static func removeAll() {
        table.removeAll()
    }

    /// Allocates the table, so that ``removeAll()`` may be called from a signal handler.
    public static func prepare() {
        _ = table
    }

    /// Installs handlers that remove the temporary files and then end the process by the same signal, so that a shell
    /// sees the true cause: for SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE and SIGXCPU. A file that would exceed the
    /// limit on sizes is an error of the call that writes it (`File too large`) and ends nothing.
    ///
    /// A signal that is ignored stays ignored, as `nohup` wants it.
    public static func removeOnInterrupt() {
        prepare()
        EndingSignals.handle(EndingSignals.requests + EndingSignals.others) { signal in
            TemporaryFiles.removeAll()
            EndingSignals.endBy(signal)
        }
        // Handled and not ignored: programs that this one starts inherit what is ignored.
        EndingSignals.handle([SIGXFSZ]) { _ in }
    }

    /// Enters a temporary file.
    ///
    /// - Parameters:
    ///   - name: Its name inside the directory, under 256 bytes.
    ///   - directory: An open descriptor of the directory; it must stay open until ``unregister(_:)``.
    /// - Returns: The slot, or nil when the table is full.
    static func register(_ name: String, in directory: Int32) -> Int? {
        table.register(name, in: directory)
    }

    /// Frees the slot of a file that has been renamed or removed.
    static func unregister(_ slot: Int) {
        table.release(slot)
    }

    /// A fixed number of slots, each a state, a directory descriptor and a C string.
    ///
    /// A slot's descriptor and name are written only by the thread that took it from `free` to `busy`, and read only while
    /// a thread has counted itself among the slot's removers; hence `@unchecked Sendable`. Removers do not exclude one
    /// another: each ends the process when it is done, and must find the file gone by then.
    private final class Table: @unchecked Sendable {
        private static let slotCount = 64
        private static let nameCapacity = 256
        private static let free = 0
        private static let busy = 1
        /// A file; with `n` added, one that `n` threads are removing.
        private static let live = 2

        private let states: UnsafeMutablePointer<Atomic<Int>>
        private let directories: UnsafeMutablePointer<Int32>
        private let names: UnsafeMutablePointer<CChar>

        init() {
            states = .allocate(capacity: Self.slotCount)
            for slot in 0..<Self.slotCount { (states + slot).initialize(to: Atomic(Self.free)) }
            directories = .allocate(capacity: Self.slotCount)
            directories.initialize(repeating: -1, count: Self.slotCount)
            names = .allocate(capacity: Self.slotCount * Self.nameCapacity)
            names.initialize(repeating: 0, count: Self.slotCount * Self.nameCapacity)
        }

        func register(_ name: String, in directory: Int32) -> Int? {
            guard name.utf8.count < Self.nameCapacity else { return nil }
            for slot in 0..<Self.slotCount where exchange(slot, from: Self.free, to: Self.busy) {
                let target = names + slot * Self.nameCapacity
                var length = 0
                for byte in name.utf8 {
                    target[length] = CChar(bitPattern: byte)
                    length += 1
                }
                target[length] = 0
                directories[slot] = directory
                states[slot].store(Self.live, ordering: .sequentiallyConsistent)
                return slot
            }
            return nil
        }

        func release(_ slot: Int) {
            // Fails only while another thread is inside removeAll, which holds a slot for one system call.
            while !exchange(slot, from: Self.live, to: Self.free) { sched_yield() }
        }

        func removeAll() {
            let savedError = errno
            for slot in 0..<Self.slotCount where enter(slot) {
                unlinkat(directories[slot], names + slot * Self.nameCapacity, 0)
                states[slot].wrappingSubtract(1, ordering: .sequentiallyConsistent)
            }
            errno = savedError
        }

        /// Counts this thread among the removers of a slot, if there is a file in it.
        private func enter(_ slot: Int) -> Bool {
            while true {
                let state = states[slot].load(ordering: .sequentiallyConsistent)
                guard state >= Self.live else { return false }
                if exchange(slot, from: state, to: state + 1) { return true }
            }
        }

        private func exchange(_ slot: Int, from old: Int, to new: Int) -> Bool {
            states[slot].compareExchange(expected: old, desired: new, ordering: .sequentiallyConsistent)
                .exchanged
        }
    }
}
