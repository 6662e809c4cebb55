#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// One small number that every thread has its own copy of, over `pthread_key_create`.
///
/// A process has about a thousand keys, so slots belong to long-lived objects only.
public final class ThreadSlot: Sendable {
    private let key: pthread_key_t

    /// A slot that is empty on every thread.
    public init() {
        var key = pthread_key_t()
        let status = pthread_key_create(&key, nil)
        precondition(status == 0, "no thread-local key left (PTHREAD_KEYS_MAX): error \(status)")
        self.key = key
    }

    deinit {
        pthread_key_delete(key)
    }

    /// The calling thread's number: nil or any value from 0 to `Int.max - 1`.
    ///
    /// - Complexity: O(1); no lock.
    public var value: Int? {
        get {
            // Stored plus one, since a thread that never stored anything reads a null pointer.
            let stored = Int(bitPattern: pthread_getspecific(key))
            return stored == 0 ? nil : stored - 1
        }
        set {
            precondition(
                newValue.map { $0 >= 0 && $0 < Int.max } ?? true, "a thread slot holds 0 ... Int.max - 1")
            pthread_setspecific(key, UnsafeRawPointer(bitPattern: newValue.map { $0 + 1 } ?? 0))
        }
    }
}
