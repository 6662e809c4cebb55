import Scattershot

/// Bytes that come in pieces, as from a pipe.
final class PiecewiseSource: ByteSource {
    let name = "input.txt"
    private var rest: ArraySlice<UInt8>
    private let piece: Int

    /// - Parameter piece: bytes that are returned at a time; nil for all that fit.
    init(_ bytes: [UInt8], piece: Int? = nil) { (rest, self.piece) = (bytes[...], piece ?? .max) }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let taken = rest.prefix(min(buffer.count, piece))
        buffer.copyBytes(from: taken)
        rest = rest.dropFirst(taken.count)
        return taken.count
    }
}
