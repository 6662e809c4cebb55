import Synchronization

/// An atomic number with its cache lines to itself, so that threads that use its neighbours do not slow it down.
struct SeparateWord: ~Copyable, @unchecked Sendable {
    /// Bytes: two cache lines, as processors fetch them in pairs.
    static let size = 128

    /// The number.
    let word: UnsafeMutablePointer<Atomic<Int>>

    init(_ value: Int) {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: Self.size, alignment: Self.size)
        word = memory.bindMemory(to: Atomic<Int>.self, capacity: 1)
        word.initialize(to: Atomic(value))
    }

    deinit {
        word.deinitialize(count: 1)
        UnsafeMutableRawPointer(word).deallocate()
    }
}
