/// Runs a closure once near each node that has workers.
enum NodeThreads {
    /// The results for the nodes of `placement`, in order.
    ///
    /// With one node it runs on the calling thread; with more, on a new thread for each, all at once, kept on the
    /// processors of the node, so that what it touches first is there.
    ///
    /// - Throws: The error of the first node that failed, when all have ended.
    static func results<Value: Sendable, Failure: Error>(
        _ placement: WorkerPlacement, _ make: @Sendable (_ position: Int, MemoryNode) throws(Failure) -> Value
    ) throws(Failure) -> [Value] {
        let nodes = placement.usedNodes
        if nodes.count == 1 { return [try make(0, nodes[0])] }
        let results = withoutActuallyEscaping(make) { make in
            let places = Places<Result<Value, Failure>>(count: nodes.count)
            let threads = nodes.indices.map { position in
                try? WorkerThread(name: "node-\(position)") {
                    ProcessorSet.restrictCurrentThread(to: nodes[position].processors)
                    places.set(
                        position, Self.result { () throws(Failure) in try make(position, nodes[position]) })
                }
            }
            for (position, thread) in threads.enumerated() {
                if let thread {
                    thread.join()
                } else {
                    // No room for another thread: the memory is bound all the same, only the first touch is not near.
                    places.set(
                        position, Self.result { () throws(Failure) in try make(position, nodes[position]) })
                }
            }
            return places.all
        }
        var values: [Value] = []
        for result in results { values.append(try result.get()) }
        return values
    }

    private static func result<Value, Failure: Error>(
        _ body: () throws(Failure) -> Value
    ) -> Result<Value, Failure> {
        do throws(Failure) { return .success(try body()) } catch { return .failure(error) }
    }
}

/// A value for each of several threads to leave.
private final class Places<Value: Sendable>: Sendable {
    private let monitor = Monitor()
    private nonisolated(unsafe) var values: [Value?]  // guarded by monitor

    init(count: Int) { values = Array(repeating: nil, count: count) }

    func set(_ position: Int, _ value: Value) {
        monitor.withLock { values[position] = value }
    }

    var all: [Value] { monitor.withLock { values.compactMap { $0 } } }
}
