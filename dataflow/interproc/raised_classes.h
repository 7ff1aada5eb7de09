// The exceptions that something may be left by, as a set of classes.
//
//   def load(path):
//       with open(path) as f:         OSError
//           return json.load(f)       JSONDecodeError
//
// A class stands for itself and all below it. "Anything" is the top of the lattice: an unknown callee, or more classes than the cap.
// Source: Python language reference 8.4, exceptions match their class and every class above it.
#ifndef DANGLE_DATAFLOW_INTERPROC_RAISED_CLASSES_H_
#define DANGLE_DATAFLOW_INTERPROC_RAISED_CLASSES_H_

#include <algorithm>
#include <span>

#include "absl/container/inlined_vector.h"
#include "semantics/types.h"

namespace dangle {

// A function that raises more classes of its own may raise anything. What is lost: handlers that would take them all.
inline constexpr std::size_t kMaxRaisedClasses = 12;

class RaisedClasses {
 public:
  static RaisedClasses Anything() {
    RaisedClasses all;
    all.is_anything_ = true;
    return all;
  }

  bool IsEmpty() const { return !is_anything_ && classes_.empty(); }
  bool IsAnything() const { return is_anything_; }
  // In the order of their ids; empty if anything may be raised.
  std::span<const ClassRef> classes() const { return {classes_.data(), classes_.size()}; }

  void Add(ClassRef class_ref) {
    if (is_anything_) return;
    const auto place = std::lower_bound(classes_.begin(), classes_.end(), class_ref);
    if (place != classes_.end() && *place == class_ref) return;
    if (classes_.size() == kMaxRaisedClasses) {
      *this = Anything();
      return;
    }
    classes_.insert(place, class_ref);
  }
  friend bool operator==(const RaisedClasses&, const RaisedClasses&) = default;

 private:
  bool is_anything_ = false;
  absl::InlinedVector<ClassRef, 2> classes_;
};

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_INTERPROC_RAISED_CLASSES_H_
