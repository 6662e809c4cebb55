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

    /// Installs handlers for SIGINT, SIGTERM and SIGHUP that remove the temporary files and then end the process
    /// by the same signal, so that a shell sees the true cause.
    ///
    /// A signal that is ignored stays ignored, as `nohup` wants it.
    public static func removeOnInterrupt() {
        prepare()
        let signals = [SIGINT, SIGTERM, SIGHUP]
        for signal in signals {
            var old = sigaction()
            guard sigaction(signal, nil, &old) == 0, !isIgnored(old) else { continue }
            var new = sigaction()
            new.__sigaction_handler.sa_handler = { signal in
                TemporaryFiles.removeAll()
                // The default action is back (SA_RESETHAND); the signal is delivered when the handler returns.
                raise(signal)
            }
            new.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
            // A second signal must not find the table half worked through.
            sigemptyset(&new.sa_mask)
            for other in signals { sigaddset(&new.sa_mask, other) }
            sigaction(signal, &new, nil)
        }
    }

    private static func isIgnored(_ action: sigaction) -> Bool {
        guard let handler = action.__sigaction_handler.sa_handler else { return false }
        return unsafeBitCast(handler, to: Int.self) == 1  // SIG_IGN, a cast that Swift does not import
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
    /// A slot's descriptor and name are written only by the thread that took it from `free` to `busy`, and read
    /// only by a thread that took it from `live` to `busy`; hence `@unchecked Sendable`.
    private final class Table: @unchecked Sendable {
        private static let slotCount = 64
        private static let nameCapacity = 256
        private static let free = 0
        private static let busy = 1
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
            for slot in 0..<Self.slotCount where exchange(slot, from: Self.live, to: Self.busy) {
                unlinkat(directories[slot], names + slot * Self.nameCapacity, 0)
                states[slot].store(Self.live, ordering: .sequentiallyConsistent)
            }
            errno = savedError
        }

        private func exchange(_ slot: Int, from old: Int, to new: Int) -> Bool {
            states[slot].compareExchange(expected: old, desired: new, ordering: .sequentiallyConsistent)
                .exchanged
        }
    }
}
