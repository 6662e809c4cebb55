import DigitKeys
import KeyLayers
import Platform

/// One decision: from a sum of rows to the token that is emitted. Decoder and learner share it.
final class DecisionKernel {
    private let frame: TokenModelFrame
    private let digits: ScratchBuffer<UInt8>
    /// The plain loop, when it is asked for.
    private let plainSearch: ScalarScan?

    init(frame: TokenModelFrame, kernel: Kernel = .preferred) {
        self.frame = frame
        plainSearch = kernel == .scalar ? ScalarScan(keys: frame.keys, distance: frame.distance) : nil
        digits = ScratchBuffer(capacity: frame.embedding.digitCapacity)
    }

    /// The decoder keys nearest to `saturate(start(token) − noise)`.
    @inline(__always)
    func nearest(token: UInt32, noise: UnsafePointer<Int32>, fractionBits: Int) -> NearestKey {
        frame.embedding.writeDigits(
            start: frame.startVectors[token], noise: noise, fractionBits: fractionBits, into: digits.base)
        let query = UnsafeBufferPointer(start: digits.base, count: frame.distance.shape.digitCount)
        if let plainSearch { return plainSearch.nearest(to: query) }
        return frame.search.nearest(to: query)
    }
}

extension EmissionPlan {
    /// The tokens that may come at `step` of a position.
    @inline(__always)
    func tokens(at step: Int, of count: Int) -> Range<Int> { (hasStop && step < minimum ? 1 : 0)..<count }

    /// The token that is emitted at `step` of a position: the nearest, but not ⟨stop⟩ before `minimum` tokens.
    @inline(__always)
    func choice(of nearest: NearestKey, step: Int) -> Int {
        let tooEarly = hasStop && step < minimum && nearest.index == Self.stop
        return tooEarly ? nearest.runnerUp : nearest.index
    }

    /// True when `token` ends the position.
    @inline(__always)
    func isStop(_ token: Int) -> Bool { hasStop && token == Self.stop }
}
