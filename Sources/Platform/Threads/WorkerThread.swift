import CKernels
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A named thread of the operating system that runs one closure.
///
/// It is for work that keeps a processor busy or sleeps in a ``Monitor``; Swift's cooperative pool allows neither.
public final class WorkerThread: Sendable {
    /// The name asked for; tools such as `top -H` and `perf` show its first 15 bytes.
    public let name: String

    private let handle: Handle
    private let isJoined = Atomic<Bool>(false)

    /// Starts the thread.
    ///
    /// - Parameters:
    ///   - name: Shown by tools.
    ///   - stackSize: Bytes of stack, at least 512 KiB, rounded up to whole pages.
    ///   - body: What the thread runs. The thread ends when it returns.
    /// - Throws: ``StartError`` when the system has no room for another thread.
    public init(
        name: String, stackSize: Int = 8 << 20, _ body: @escaping @Sendable () -> Void
    ) throws(StartError) {
        let start = Unmanaged.passRetained(Start(name: name, body: body))
        let (status, thread) = Self.create(stackSize: stackSize, start: start.toOpaque())
        guard status == 0, let thread else {
            start.release()
            throw StartError(name: name, code: status)
        }
        self.name = name
        handle = Handle(thread: thread)
    }

    deinit {
        if !isJoined.load(ordering: .acquiring) {
            pthread_detach(handle.thread)
        }
    }

    /// Waits until the thread has ended. The second and later calls return at once, so only one thread may join it.
    /// A thread that nobody joins runs on by itself.
    public func join() {
        precondition(
            pthread_equal(handle.thread, pthread_self()) == 0, "thread '\(name)' cannot wait for its own end")
        if !isJoined.exchange(true, ordering: .acquiringAndReleasing) {
            let status = pthread_join(handle.thread, nil)
            precondition(status == 0, "pthread_join of thread '\(name)' failed: error \(status)")
        }
    }

    /// The system refused to start a thread.
    public struct StartError: Error, CustomStringConvertible, Equatable {
        /// The name of the thread that was not started.
        public let name: String
        /// The `errno` value that `pthread_create` returned, usually EAGAIN.
        public let code: Int32

        /// One line that names the thread, the reason and the remedy.
        public var description: String {
            "cannot start thread '\(name)': \(String(cString: strerror(code))); "
                + "use fewer threads or a smaller stack, or raise the limit ('ulimit -u', cgroup 'pids.max')"
        }
    }

    /// A number on Linux, a pointer elsewhere; an identity in either case, never followed.
    private struct Handle: @unchecked Sendable {
        let thread: pthread_t
    }

    private static func create(
        stackSize: Int, start: UnsafeMutableRawPointer
    ) -> (status: CInt, thread: pthread_t?) {
        var attributes = pthread_attr_t()
        let status = pthread_attr_init(&attributes)
        guard status == 0 else { return (status, nil) }
        defer { pthread_attr_destroy(&attributes) }

        let page = max(4096, Int(sysconf(CInt(_SC_PAGESIZE))))
        // The system's own minimum leaves no room for the libraries' thread-local data.
        let pages = max(stackSize, 512 << 10).addingReportingOverflow(page - 1)
        guard !pages.overflow else { return (EINVAL, nil) }
        let sizeStatus = pthread_attr_setstacksize(&attributes, pages.partialValue / page * page)
        guard sizeStatus == 0 else { return (sizeStatus, nil) }

        #if canImport(Darwin)
            var thread: pthread_t?
            let createStatus = pthread_create(&thread, &attributes, { run($0) }, start)
            return (createStatus, thread)
        #else
            var thread = pthread_t()
            let createStatus = pthread_create(&thread, &attributes, { run($0) }, start)
            return (createStatus, thread)
        #endif
    }
}

/// What travels to the new thread: one retained object through C's untyped pointer.
private final class Start: Sendable {
    let name: String
    let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
        self.name = name
        self.body = body
    }
}

private func run(_ opaque: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let opaque else { return nil }
    let start = Unmanaged<Start>.fromOpaque(opaque).takeRetainedValue()
    ck_name_thread(start.name)
    start.body()
    return nil
}
