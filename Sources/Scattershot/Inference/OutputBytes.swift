import Platform

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Output under construction. Loops write through the pointer that `room(for:)` gives and tell how far they came once.
///
/// Handed from the thread that fills it to the one that writes it out; never used by two at once.
final class OutputBytes: @unchecked Sendable {
    private(set) var count = 0
    private(set) var capacity: Int
    private var base: UnsafeMutablePointer<UInt8>

    init() {
        capacity = 1 << 12
        base = .allocate(capacity: capacity + ByteCopy.slack)
    }

    deinit { base.deallocate() }

    var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: base, count: count) }

    func removeAll() { count = 0 }

    /// Makes room for `more` bytes and `ByteCopy.slack`, and points there.
    func room(for more: Int) -> UnsafeMutablePointer<UInt8> {
        if count + more > capacity {
            capacity = max(count + more, count > 0 ? capacity * 2 : 0)
            let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity + ByteCopy.slack)
            larger.update(from: base, count: count)
            base.deallocate()
            base = larger
        }
        return base + count
    }

    /// Counts the bytes up to `end`, which were written into the room made for them.
    func extend(to end: UnsafeMutablePointer<UInt8>) {
        count = end - base
        assert(count <= capacity, "written past the room")
    }

    func append(_ byte: UInt8) {
        room(for: 1)[0] = byte
        count += 1
    }

    func append(_ piece: UnsafeBufferPointer<UInt8>) {
        guard let first = piece.baseAddress else { return }
        room(for: piece.count).update(from: first, count: piece.count)
        count += piece.count
    }

    func append(_ bytes: Data) {
        bytes.withUnsafeBytes { append($0.bindMemory(to: UInt8.self)) }
    }

    func append(_ text: String) {
        var text = text
        text.withUTF8 { append($0) }
    }

    /// Appends a line's own end; a line without one (the last of a file) gets a line feed.
    func appendTerminator(ofLine line: Int, of text: BlockText) {
        if text.start(afterLine: line) - text.lines[line].end == 2 { append(0x0D) }
        append(0x0A)
    }
}
