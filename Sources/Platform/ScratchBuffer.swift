/// Growable memory that one worker uses again and again. Elements need no initialisation or destruction.
///
/// Kernels read and write through `base` without bounds checks, which is why the type is kept to the few places that
/// size it themselves right before.
public final class ScratchBuffer<Element: BitwiseCopyable> {
    /// The pointer stands in memory of its own, so that reading it costs one load: a stored property of a class would
    /// be checked for exclusive access at every use from another module.
    @usableFromInline let place: UnsafeMutablePointer<UnsafeMutablePointer<Element>>

    /// Elements that can be used.
    public private(set) var capacity: Int

    /// First element. Changes when the buffer grows.
    ///
    /// - Complexity: O(1).
    @inlinable
    public var base: UnsafeMutablePointer<Element> { place.pointee }

    /// A buffer for `capacity` elements, zeroed.
    ///
    /// - Complexity: O(`capacity`).
    public init(capacity: Int = 64) {
        self.capacity = max(capacity, 1)
        place = .allocate(capacity: 1)
        place.initialize(to: Self.allocate(self.capacity))
    }

    deinit {
        UnsafeMutableRawPointer(place.pointee).deallocate()
        place.deallocate()
    }

    /// Makes room for `count` elements and keeps the first `kept`; the others are undefined.
    ///
    /// - Complexity: O(1), or O(`count`) when it grows.
    public func reserve(_ count: Int, keeping kept: Int = 0) {
        guard count > capacity else { return }
        let larger = max(count, capacity * 2)
        let fresh = Self.allocate(larger)
        fresh.update(from: base, count: min(kept, capacity))
        UnsafeMutableRawPointer(base).deallocate()
        place.pointee = fresh
        capacity = larger
    }

    private static func allocate(_ count: Int) -> UnsafeMutablePointer<Element> {
        let byteCount = count * MemoryLayout<Element>.stride
        let raw = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: AlignedMemory.alignment)
        raw.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
        return raw.bindMemory(to: Element.self, capacity: count)
    }
}
