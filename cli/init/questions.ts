// The questions of `npm run init`, in their order.
import type { Question } from './question.ts';
import { clusterQuestions, topicQuestion } from './questions-cluster.ts';
import { hostKeyQuestions, loginQuestions } from './questions-login.ts';
import { placeQuestions } from './questions-place.ts';
import { tlsQuestions } from './questions-tls.ts';

export const questions: readonly Question[] = [
  ...placeQuestions,
  ...loginQuestions,
  ...clusterQuestions,
  ...hostKeyQuestions,
  ...tlsQuestions,
  topicQuestion,
];
