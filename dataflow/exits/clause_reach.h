// Which exceptions an `except T:` takes, as far as ordinary errors, cancellations and abandonments go.
//
//   except Exception:                 every ordinary error; a CancelledError is a BaseException and passes by
//   except (OSError, CancelledError): some errors, and cancellations
//
// Source: Python library reference, Exception hierarchy; asyncio.CancelledError is a BaseException since 3.8.
#ifndef DANGLE_DATAFLOW_EXITS_CLAUSE_REACH_H_
#define DANGLE_DATAFLOW_EXITS_CLAUSE_REACH_H_

#include "semantics/program.h"

namespace dangle {

struct ClauseReach {
  bool all_known = true;            // every class that the clause names is known
  bool takes_ordinary = false;      // every ordinary error: Exception, BaseException
  bool takes_cancellation = false;  // CancelledError, BaseException
  bool takes_abandonment = false;   // GeneratorExit, BaseException
  bool takes_some = false;          // some other class of errors
};

// `classes`: the type of the clause's expression, a class or a tuple of classes.
ClauseReach ReachOf(const Program& program, TypeId classes);

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_EXITS_CLAUSE_REACH_H_
