import DigitKeys
import KeyLayers
import Platform

/// One decision: from a sum of rows to the token that is emitted. Decoder and learner share it.
final class DecisionKernel {
    private let frame: TokenModelFrame
    private let digits: ScratchBuffer<UInt8>

    init(frame: TokenModelFrame) {
        self.frame = frame
        digits = ScratchBuffer(capacity: frame.embedding.digitCapacity)
    }

    /// The decoder keys nearest to `saturate(start(token) − noise)`.
    @inline(__always)
    func nearest(token: UInt32, noise: UnsafePointer<Int32>, fractionBits: Int) -> NearestKey {
        frame.embedding.writeDigits(
            start: frame.startVectors[token], noise: noise, fractionBits: fractionBits, into: digits.base)
        return frame.search.nearest(
            to: UnsafeBufferPointer(start: digits.base, count: frame.distance.shape.digitCount))
    }
}

extension EmissionPlan {
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
