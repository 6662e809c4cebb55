/// Has a trap that only a working fuzzer finds: five bytes in a row. `perf/fuzz` fails when it does not.
struct CanaryTarget: FuzzTarget {
    static let name = "canary"

    init() throws {}

    func seeds() throws -> [[UInt8]] { [Array("....".utf8)] }

    func run(_ bytes: [UInt8]) throws {
        let song = Array("tweet".utf8)
        guard bytes.count == song.count else { return }
        var sung = 0
        for (byte, wanted) in zip(bytes, song) {
            guard byte == wanted else { return }
            sung += 1
        }
        // The same trap that an index out of bounds is.
        precondition(sung < song.count, "the canary sang")
    }
}
